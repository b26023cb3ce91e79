"""How to add an optional part of aegis, from the source that this one was installed from."""

import json
import shlex
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

DISTRIBUTION = "aegis-stateless"


def record() -> str | None:
    """Read what the installer wrote down about where aegis came from."""
    try:
        return metadata.distribution(DISTRIBUTION).read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        return None


def how_to_add(extra: str, told: str | None) -> str:
    """Write the command that adds an extra, given an installer's record."""
    # NOTE: no name for an index: under ours, a stranger's package may be there.
    try:
        source: Any = json.loads(told or "{}")
        folder = Path(url2pathname(_local(source["url"])))
        is_clone = _is_ours(folder)
        editable = ["-e"] if source["dir_info"].get("editable") else []
    except (ValueError, KeyError, TypeError, AttributeError):
        is_clone = False
    pip = [sys.executable, "-m", "pip", "install"]
    if not is_clone:
        return f"In a clone of aegis: {shlex.join([*pip, f'.[{extra}]'])}"
    return shlex.join([*pip, *editable, f"{folder}[{extra}]"])


def _local(url: str) -> str:
    parts = urlsplit(url)
    if (parts.scheme, parts.netloc) != ("file", ""):
        raise ValueError
    return parts.path


def _is_ours(folder: Path) -> bool:
    try:
        project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
    except OSError:
        return False
    return bool(project["project"]["name"] == DISTRIBUTION)
