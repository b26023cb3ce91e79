"""The words of an authorization server, made safe to show to the person."""

from collections.abc import Iterable

from aegis_cli.core.echoes import redacted
from aegis_cli.core.secret import Secret
from aegis_cli.core.text import one_line


def shown(text: str, secrets: Iterable[Secret], *, most: int) -> str:
    """Return a text of at most so many characters, without the secrets that it may repeat.

    NOTE: they are taken out before anything is cut; a half of a secret is a secret.
    """
    return one_line(redacted(text, *secrets))[:most]
