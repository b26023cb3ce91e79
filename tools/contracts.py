"""Distils what Slack and Atlassian document of their APIs to the methods that aegis calls.

    python -m tools.contracts FOLDER

FOLDER has `slack.json` (Slack's reference of its methods) and `jira.json` (Atlassian's OpenAPI
descriptions of the platform and of Jira Software), as distilled for the project's references.
Which methods and operations are taken stands in `methods.tsv` and `operations.tsv` beside the data.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PROVIDERS = Path(__file__).parent.parent / "src/aegis_cli/providers"
_REF = re.compile(r'"#/\$defs/([^"]+)"')


def main(folder: str) -> None:
    """Write both files of data."""
    slack = json.loads((Path(folder) / "slack.json").read_text("utf-8"))
    names = _names("slack/methods.tsv")
    _write("slack/methods.json", {name: _method(slack[name]) for name in names})
    jira = json.loads((Path(folder) / "jira.json").read_text("utf-8"))
    operations = {facts["op"]: facts for facts in _operations(jira["paths"])}
    _write("jira/operations.json", _with_schemas(operations, jira["schemas"]))


def _names(path: str) -> list[str]:
    return sorted((PROVIDERS / path).read_text("utf-8").split())


def _method(facts: dict[str, Any]) -> dict[str, Any]:
    """Return what is documented of one method of Slack."""
    arguments = {
        name: {"type": each["type"], "form": each["subtype"]}
        for name, each in facts["args"].items()
    }
    kept = ("verb", "json", "tier", "user_scopes", "required", "errors", "out_required")
    return {name: facts[name] for name in kept} | {"args": arguments}


def _operations(paths: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Return what is documented of each operation of Jira that is taken."""
    wanted = {*_names("jira/operations.tsv")}
    for path, methods in paths.items():
        for method, facts in methods.items():
            if facts["op"] in wanted:
                kept = ("op", "scopes", "params", "ct", "body", "status", "resp")
                yield {"method": method, "path": path} | {name: facts[name] for name in kept}


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


def _write(path: str, data: Any) -> None:
    lines = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True)
    (PROVIDERS / path).write_text(lines + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
