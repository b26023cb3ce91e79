"""Finds and reads the one configuration file, in the platform's own folder."""

from pathlib import Path

from platformdirs import user_config_path

from aegis_cli.errors import Code, UsageError


def read(path: Path | None) -> tuple[str, str | None]:
    """Return the file's path and text; only the default file may be missing."""
    where = path or user_config_path("aegis") / "config.toml"
    if path is None and not where.exists():
        return str(where), None
    try:
        return str(where), where.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else "it is not UTF-8"
    raise UsageError(
        f"{where} cannot be read: {reason}.",
        code=Code.BAD_SETTINGS,
        hint="Check the path and its permissions, or leave --config out.",
    )
