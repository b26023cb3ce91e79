"""What Slack and Atlassian document of the methods and operations that classes name, and no more.

`tools/described/` has what both document, distilled: Slack's reference of its methods, Atlassian's
OpenAPI descriptions of the platform and of Jira Software. A class that names one by `method=`,
`before=` or `op=` brings it into `methods.json` or `operations.json`, which `python -m
tools.generate` writes before it imports a class: one that nothing describes is refused when it is
imported.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PROVIDERS = "src/aegis_cli/providers"
_DESCRIBED = Path(__file__).with_name("described")
_NAMED = re.compile(r'^ +(?:method|before|op)="([\w.]+)",$', re.MULTILINE)
_REF = re.compile(r'"#/\$defs/([^"]+)"')


def contracts() -> Iterator[tuple[str, str]]:
    """Yield both files of data, and their texts."""
    slack, jira = (_read(name) for name in ("slack", "jira"))
    methods = {name: slack[name] for name in _names_in("slack") if name in slack}
    yield f"{PROVIDERS}/slack/methods.json", _text(methods)
    operations = {
        op: jira["operations"][op] for op in _names_in("jira") if op in jira["operations"]
    }
    yield f"{PROVIDERS}/jira/operations.json", _text(_with_schemas(operations, jira["schemas"]))


def _read(name: str) -> dict[str, Any]:
    described: dict[str, Any] = json.loads((_DESCRIBED / f"{name}.json").read_text("utf-8"))
    return described


def _names_in(provider: str) -> list[str]:
    """Return what the classes of a provider name, in order."""
    files = (ROOT / PROVIDERS / provider).rglob("*.py")
    return sorted({name for file in files for name in _NAMED.findall(file.read_text("utf-8"))})


def _with_schemas(operations: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """Return the operations with the schemas that they refer to."""
    needed: set[str] = set()
    found = _referred(operations)
    while found:
        needed |= found
        found = {name for each in found for name in _referred(schemas.get(each, {}))} - needed
    kept = {name: schemas.get(name, {}) for name in sorted(needed)}  # one is described nowhere
    return {"operations": operations, "schemas": kept}


def _referred(part: Any) -> set[str]:
    return {*_REF.findall(json.dumps(part))}


def _text(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
