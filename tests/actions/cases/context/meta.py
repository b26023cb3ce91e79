"""The case of what GitHub says of itself."""

from aegis_cli.providers.github.nouns.context.meta import GetMeta
from tests.actions.case import Case

CASES = (
    Case(
        GetMeta(),
        sends="GET /meta",
        said="show the ip addresses of github",
        answer={
            "ssh_key_fingerprints": {"SHA256_ED25519": "+DiY3wvvV6TuJJhbpZisF", "SHA256_RSA": None},
            "ssh_keys": ["ssh-ed25519 AAAAC3Nza"],
            "hooks": ["192.0.2.0/24", "198.51.100.0/24"],
            "actions": [f"203.0.113.{at}/32" for at in range(12)],
            "api": None,
        },
    ),
)
