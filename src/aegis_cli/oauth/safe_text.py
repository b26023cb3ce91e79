"""Makes the texts of an authorization server safe to show to the person."""

from collections.abc import Iterable

from aegis_cli.core.echoes import redacted
from aegis_cli.core.secret import Secret
from aegis_cli.core.text import one_line


def shown(text: str, secrets: Iterable[Secret], *, most: int) -> str:
    """Return a text in one line of at most `most` characters, without the secrets.

    NOTE: the secrets are removed before the text is cut, since a part of a secret is still secret.
    """
    return one_line(redacted(text, *secrets))[:most]
