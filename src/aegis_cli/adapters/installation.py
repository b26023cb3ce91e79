"""How to install an extra of aegis, from the source from which aegis itself was installed."""

import json
import shlex
import sys
import tomllib
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from aegis_cli.errors import Code, UsageError

DISTRIBUTION = "aegis-stateless"
_WHEEL = "aegis_stateless-*.whl"

EXTRAS = {
    "broker": ("fastapi", "prometheus_client", "uvicorn"),
    "mcp": ("mcp_types",),  # from its version 2 on
    "sandbox": ("graphql", "starlette", "uvicorn"),
    "secrets": ("nacl",),
}
"""The modules by which an extra is known to be there; that of `jq` only its own child imports."""


def require_extra(extra: str, user: str) -> None:
    """Raise `UsageError` where an extra is not installed, which a part of aegis needs."""
    if any(find_spec(module) is None for module in EXTRAS[extra]):
        raise lacks_extra(extra, user)


def lacks_extra(extra: str, user: str) -> UsageError:
    """Return the error where an extra is not installed, which a part of aegis needs."""
    return UsageError(
        f"{user} needs the extra `{extra}` of aegis, which is not installed.",
        code=Code.BAD_SETTINGS,
        hint=how_to_add(extra, record()),
    )


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
        place = Path(url2pathname(_local(source["url"])))
        is_there = _is_ours(place)
        editable = ["-e"] if source.get("dir_info", {}).get("editable") else []
    except (ValueError, KeyError, TypeError, AttributeError):
        is_there = False
    if not is_there:
        return f"In a clone of aegis: {shlex.join([*_installer(), f'.[{extra}]'])}"
    return shlex.join([*_installer(), *editable, f"{place}[{extra}]"])


def _installer() -> list[str]:
    """Return the words that install into this environment; what uv has made has no pip."""
    if find_spec("pip") is None:
        return ["uv", "pip", "install", "--python", sys.executable]
    return [sys.executable, "-m", "pip", "install"]


def _local(url: str) -> str:
    parts = urlsplit(url)
    if (parts.scheme, parts.netloc) != ("file", ""):
        raise ValueError
    return parts.path


def _is_ours(place: Path) -> bool:
    """Tell whether a place is a clone or a wheel of aegis, and still there."""
    try:
        project = tomllib.loads((place / "pyproject.toml").read_text(encoding="utf-8"))
    except OSError:
        return place.match(_WHEEL) and place.is_file()
    return bool(project["project"]["name"] == DISTRIBUTION)
