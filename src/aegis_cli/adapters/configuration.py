"""Finds and reads the configuration file, by default in the platform's folder."""

from pathlib import Path

from platformdirs import user_config_path

from aegis_cli.errors import Code, UsageError

_LARGEST = 256 * 1024
"""The most bytes of a file; a device may be endless."""


def read(path: Path | None) -> tuple[str, str | None]:
    """Return the file's path and text; only the default file may be missing."""
    where = path or user_config_path("aegis") / "config.toml"
    if path is None and not where.exists():
        return str(where), None
    try:
        with where.open("rb") as file:
            content = file.read(_LARGEST + 1)
        if len(content) <= _LARGEST:
            return str(where), content.decode()
        reason = f"it is larger than {_LARGEST // 1024} KiB"
    except (OSError, UnicodeDecodeError) as problem:
        reason = str(problem.strerror) if isinstance(problem, OSError) else "it is not UTF-8"
    raise UsageError(
        f"{where} cannot be read: {reason}.",
        code=Code.BAD_SETTINGS,
        hint="Check the path and its permissions, or leave --config out.",
    )
