"""How to install an extra of aegis, from the source from which aegis itself was installed."""

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
    """Return the installer's record of where aegis came from; `None` if there is none."""
    try:
        return metadata.distribution(DISTRIBUTION).read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        return None


def how_to_add(extra: str, record: str | None) -> str:
    """Return the command that installs an extra, given the installer's record."""
    # NOTE: it never names a package of an index, where anybody may own the name of aegis.
    try:
        source: Any = json.loads(record or "{}")
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
