"""What GitHub says of itself: from where it sends, and the keys of its SSH servers."""

from typing import Any

from aegis_cli.actions.results.templates import Template, pick, text_at
from aegis_cli.actions.results.views import Card
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.resources import Resource

_SERVICES = (
    ("Webhooks", "hooks"),
    ("Website", "web"),
    ("API", "api"),
    ("Git", "git"),
    ("Packages", "packages"),
    ("Pages", "pages"),
    ("Importer", "importer"),
    ("Enterprise Importer", "github_enterprise_importer"),
    ("Actions", "actions"),
    ("Actions on macOS", "actions_macos"),
    ("Codespaces", "codespaces"),
    ("Dependabot", "dependabot"),
    ("Copilot", "copilot"),
)
"""The services that have addresses, by the names of people and of GitHub."""
_KEYS = (
    ("ED25519", "SHA256_ED25519"),
    ("ECDSA", "SHA256_ECDSA"),
    ("RSA", "SHA256_RSA"),
    ("DSA", "SHA256_DSA"),
)
"""The kinds of the keys of its SSH servers."""
_MOST_NAMED = 3
"""The ranges of addresses that a person is shown of a service; a program gets all."""


class Fingerprints(Resource):
    """The SHA-256 of each key by which its SSH servers are known; GitHub's example has numbers."""

    SHA256_ED25519: str | int | None = None
    SHA256_ECDSA: str | int | None = None
    SHA256_RSA: str | int | None = None
    SHA256_DSA: str | int | None = None


class GitHubMeta(Resource):
    """The keys of GitHub's SSH servers, and the ranges of addresses of its services."""

    ssh_key_fingerprints: Fingerprints | None = None
    ssh_keys: list[str] | None = None
    hooks: list[str] | None = None
    web: list[str] | None = None
    api: list[str] | None = None
    git: list[str] | None = None
    packages: list[str] | None = None
    pages: list[str] | None = None
    importer: list[str] | None = None
    github_enterprise_importer: list[str] | None = None
    actions: list[str] | None = None
    actions_macos: list[str] | None = None
    codespaces: list[str] | None = None
    dependabot: list[str] | None = None
    copilot: list[str] | None = None


def _ranges_of(service: str) -> Template:
    """Return what names the first ranges of a service, and says how many more there are."""

    def name_ranges(meta: Any) -> str:
        ranges = [str(each) for each in pick(meta, service) or []]
        more = len(ranges) - _MOST_NAMED
        return ", ".join([*ranges[:_MOST_NAMED], *([f"and {more:,} more"] if more > 0 else [])])

    return name_ranges


def _fingerprint_of(kind: str) -> Template:
    """Return what gives the fingerprint of a key: the path has digits, which no template has."""
    return lambda meta: text_at(meta, f"ssh_key_fingerprints.{kind}")


class GetMeta(
    GitHubAction[GitHubMeta],
    op="meta/get",
    action="meta.get",
    of_service=True,
    says="Show the addresses and the SSH keys of GitHub",
    view=Card(
        heading="Addresses and SSH keys of GitHub",
        facts=(
            *((f"{label} key, SHA-256", _fingerprint_of(kind)) for label, kind in _KEYS),
            *((label, _ranges_of(service)) for label, service in _SERVICES),
        ),
        piped=(
            *((f"ssh {label.lower()}", _fingerprint_of(kind)) for label, kind in _KEYS),
            *((service, f"{{{service}}}") for _, service in _SERVICES),
        ),
    ),
    verbs=("show", "get"),
    utterances=(
        "SHOW the ip_addresses|ip_ranges|addresses|ips of|for github",
        "SHOW the github ip_addresses|ip_ranges|addresses|ips|meta",
        "SHOW the ssh_fingerprints|ssh_keys|host_keys|fingerprints|meta of|for github",
        "SHOW the github ssh_fingerprints|ssh_keys|host_keys|fingerprints",
    ),
):
    """Show the keys of GitHub's SSH servers, and the addresses of its services."""
