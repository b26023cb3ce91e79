"""Golden files: what the program showed when somebody last looked at it and kept it."""

import os
from pathlib import Path


def agreed(file: Path, text: str) -> str:
    """Return what a golden file holds, after rewriting it if `AEGIS_UPDATE_GOLDEN` is set."""
    if os.environ.get("AEGIS_UPDATE_GOLDEN"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert file.exists(), f"{file} is not there yet; `make fix` writes it, and `git diff` shows it"
    return file.read_text(encoding="utf-8")
