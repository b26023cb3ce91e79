"""The provider of a command that names no action: the one whose account a person connects."""

from aegis_cli.providers.github.provider import GITHUB as DEFAULT

__all__ = ["DEFAULT"]
