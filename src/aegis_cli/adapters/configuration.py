"""Finds and reads the configuration file, by default in the platform's folder, or opens an editor.

aegis itself never writes the file.
"""

import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from platformdirs import user_config_path

from aegis_cli.errors import Code, UsageError

_LARGEST = 256 * 1024
"""The most bytes of a file; a device may be endless."""


def read(path: Path | None) -> tuple[str, str | None]:
    """Return the file's path and text; only the default file may be missing."""
    where = path or _usual()
    try:
        if path is None and not where.exists():
            return str(where), None
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


def _usual() -> Path:
    return user_config_path("aegis") / "config.toml"


def edit(path: Path | None, environment: Mapping[str, str]) -> None:
    """Open the file in the person's editor, and wait until that ends.

    The folder is made where it is missing, for its owner alone. Raises `UsageError` where there is
    no editor, or it fails.
    """
    where = path or _usual()
    words = _editor(environment)
    try:
        where.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        code = subprocess.run([*words, str(where)], check=False).returncode  # noqa: S603  # theirs
        reason = f"it ended with {code}" if code else ""
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or "it cannot be started"
    if reason:
        raise UsageError(
            f"The editor {words[0]} did not edit {where}: {reason}.",
            code=Code.BAD_SETTINGS,
            hint="Name another one in EDITOR.",
        )


def _editor(environment: Mapping[str, str]) -> list[str]:
    """Return program and arguments of `VISUAL`, `EDITOR`, or else vi on a terminal."""
    named = environment.get("VISUAL", "").strip() or environment.get("EDITOR", "").strip()
    try:
        words = shlex.split(named)
    except ValueError:
        words = []
    if not named and sys.stdin.isatty():
        return ["vi"]
    if words:
        return words
    raise UsageError(
        "No editor is named, and nobody could use one here.",
        code=Code.BAD_SETTINGS,
        hint="Name one in EDITOR, as in EDITOR=nano.",
    )
