"""Write the facts of GitHub's operations that aegis may know, from GitHub's OpenAPI description.

python -m tools.operations           with npm: rewrite providers/github/operations.json, and the
                                     types of GraphQL that the sandbox has
python -m tools.operations --check   exit 1 if it would change

For each row of `operations.tsv` beside it with an operation id: method, path, parameters, body,
statuses, the shape of the answer, the key of its envelope, and the documented examples with every
value emptied; for each row without one, the variables of its GraphQL document and the shape of its
data; for each of both, the permission of the table, which the description does not have. Of each
permission that GitHub describes, its levels. Facts only: no sentence of GitHub's is copied.
At GitHub Enterprise Cloud each operation has the same place and answer, or this tells of it.
Where others saw GitHub want another permission than it documents, `live_permissions.tsv` says so,
with the report, and this only tells of a row that no operation has, or that GitHub documents now.
Source: the packages `@octokit/openapi` and `@octokit/graphql-schema`, whose versions and hashes are
in the lock file in `tools/octokit`.
"""

import csv
import json
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from platformdirs import user_cache_path

from tools.documents import Documents
from tools.graphql_types import types
from tools.openid_provider import installed

Json: TypeAlias = Mapping[str, Any]

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "tools" / "octokit"
FILE = ROOT / "src" / "aegis_cli" / "providers" / "github" / "operations.json"
TYPES = ROOT / "src" / "aegis_cli" / "sandbox" / "github" / "graphql" / "types.json"
TABLE = FILE.with_suffix(".tsv")
DOCUMENTS = FILE.with_name("documents.graphql")
REPORTS = FILE.with_name("live_permissions.tsv")
SCHEMA = Path("node_modules/@octokit/graphql-schema/schema.graphql")
DESCRIPTION = Path("node_modules/@octokit/openapi/generated/api.github.com.json")
CLOUD = DESCRIPTION.with_name("ghec.json")
"""The description of GitHub Enterprise Cloud, at `*.ghe.com`."""

_SAME = ("method", "path", "success", "envelope", "is_paged")
"""What is the same at GitHub Enterprise Cloud; a word more in a parameter does no harm."""

PATH = "path"
"""The place of the parameters that are always required."""

GRAPHQL = "GRAPHQL"
"""The method of a row that has no operation of the REST API."""

_PLAIN = frozenset(
    {
        *("type", "required", "enum", "const", "default", "format", "nullable", "pattern"),
        *("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems"),
        *("minProperties", "maxProperties", "deprecated"),
    }
)
"""Keywords of a schema whose value is a fact as it stands."""
_LISTS = ("allOf", "anyOf", "oneOf")
_COUNT = "total_count"
_LARGEST_PAGE = re.compile(r"\(max (\d+)\)")
_REDIRECTS, _ERRORS = 300, 400


def main(words: list[str]) -> int:
    """Write the file, or tell whether it is as it would be written."""
    if shutil.which("npm") is None:
        print("GitHub's description comes from npm, and there is no npm here.")
        return 2
    folder = user_cache_path("aegis-tests") / "github-openapi"
    if not installed(folder, PACKAGE, ("package.json", "package-lock.json")):
        print("npm could not install the description; is its registry reachable?")
        return 2
    documents = Documents(DOCUMENTS, folder / SCHEMA, graphql_actions())
    if _told(DOCUMENTS, documents.faults()):
        return 1
    description = json.loads((folder / DESCRIPTION).read_bytes())
    facts = Excerpt(description).facts(operation_ids())
    cloud = Excerpt(json.loads((folder / CLOUD).read_bytes())).facts(operation_ids())
    in_cloud = [*faults_of_cloud(facts["operations"], cloud["operations"])]
    facts["documents"] = documents.facts()
    add_permissions(facts["operations"], "operation_id")
    add_permissions(facts["documents"], "action_name")
    if _told(TABLE, in_cloud) or _told(REPORTS, faults_of_reports(facts)):
        return 1
    facts["types"] = documents.schemas
    facts["permissions"] = permissions(description)
    packages = json.loads((PACKAGE / "package.json").read_bytes())["dependencies"]
    text = written(facts, ", ".join(f"{name} {packages[name]}" for name in sorted(packages)))
    files = {FILE: text, TYPES: types((folder / SCHEMA).read_text(encoding="utf-8"))}
    if words != ["--check"]:
        for file, content in files.items():
            file.write_text(content, encoding="utf-8")
        return 0
    others = [file for file, content in files.items() if not _is_as(file, content)]
    for file in others:
        _told(file, ["it is out of step: python -m tools.operations"])
    return int(bool(others))


def _is_as(file: Path, content: str) -> bool:
    return file.exists() and file.read_text(encoding="utf-8") == content


def _told(file: Path, faults: Iterable[str]) -> bool:
    """Print what is wrong with a file; tell whether anything is."""
    lines = [f"{file.relative_to(ROOT)}: {fault}" for fault in faults]
    print("\n".join(lines), end="\n" if lines else "")
    return bool(lines)


def rows() -> list[Mapping[str, str]]:
    """Return the rows of the table."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def operation_ids() -> list[str]:
    """Return the operation ids of the table, each once, sorted."""
    return sorted({row["operation_id"] for row in rows() if row["method"] != GRAPHQL})


def add_permissions(facts: Mapping[str, dict[str, Any]], column: str) -> None:
    """Add the permission that each always needs, in the words of the table, whose column names it.

    What serves two actions, as the search for issues and for pull requests, needs that of either.
    """
    either: dict[str, dict[str, None]] = {name: {} for name in facts}
    for row in rows():
        if row[column] in either:
            either[row[column]][re.sub(r" \(.*\)", "", row["fine_grained_permission"])] = None
    for name, needed in either.items():
        facts[name]["permission"] = " or ".join(needed)


def faults_of_cloud(ours: Json, theirs: Json) -> Iterator[str]:
    """Tell of an operation that GitHub Enterprise Cloud has at another place, or answers so."""
    for name, facts in ours.items():
        if differing := [key for key in _SAME if facts.get(key) != theirs[name].get(key)]:
            yield f"{name}: GitHub Enterprise Cloud describes another {' and '.join(differing)}"


def faults_of_reports(facts: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Tell of a row that no operation or document has, or that says what GitHub documents."""
    documented = {name: one["permission"] for name, one in facts["operations"].items()}
    for name, one in facts["documents"].items():
        documented[f"graphql:{name.replace('.', '_')}"] = one["permission"]
    described_elsewhere = {"apps/create-from-manifest", "apps/scope-token", "git.read", "*"}
    for row in reports():
        name = row["operation"]
        if name not in documented.keys() | described_elsewhere:
            yield f"{name} is no operation of {TABLE.name}"
        elif documented.get(name) == row["permission"]:
            yield f"{name}: GitHub documents {row['permission']} now; take the row away"


def reports() -> list[Mapping[str, str]]:
    """Return what others saw GitHub want of an App's token beside what it documents."""
    with REPORTS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def permissions(description: Json) -> dict[str, Json]:
    """Return the levels of each permission of an App that the description names."""
    described = description["components"]["schemas"]["app-permissions"]["properties"]
    return {name: schema["enum"] for name, schema in described.items()}


def graphql_actions() -> list[str]:
    """Return the names of the actions that are a GraphQL document."""
    return [row["action_name"] for row in rows() if row["method"] == GRAPHQL]


def written(facts: Mapping[str, Json], source: str) -> str:
    """Write the facts as JSON with one operation or schema a line."""
    parts = [f'"source":{json.dumps(source)}']
    for part, rows in facts.items():
        lines = (f"{json.dumps(name)}:{_compact(rows[name])}" for name in sorted(rows))
        parts.append(f'"{part}":{{\n' + ",\n".join(lines) + "\n}")
    return "{" + ",\n".join(parts) + "}\n"


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def emptied(value: Any) -> Any:
    """Return a value of the same shape with empty texts, zeros, and one item in each list."""
    match value:
        case Mapping():
            return {key: emptied(one) for key, one in value.items()}
        case list():
            return [emptied(one) for one in value[:1]]
        case None:
            return None
    return type(value)()


class Excerpt:
    """Reads an OpenAPI 3.0 document, and keeps the schemas that were referred to."""

    def __init__(self, document: Json) -> None:
        self._document = document
        self._schemas: dict[str, Json] = {}
        self._examples: dict[str, Json] = {}

    def facts(self, ids: list[str]) -> dict[str, Json]:
        """Return the operations by id, and the schemas and examples that they name.

        Raises `KeyError` for an id that the document does not have.
        """
        known = {
            operation["operationId"]: (method.upper(), path, operation)
            for path, item in self._document["paths"].items()
            for method, operation in item.items()
        }
        operations = {name: self._operation(*known[name]) for name in ids}
        return {
            "operations": operations,
            "schemas": self._schemas,
            "examples": self._examples,
        }

    def _operation(self, method: str, path: str, operation: Json) -> Json:
        parameters = [self._at(one) for one in operation.get("parameters", ())]
        answers = {int(at): self._at(one) for at, one in operation["responses"].items()}
        results = {at: self._json_schema(one) for at, one in sorted(answers.items())}
        # A download has no other success than the redirect to where it lies.
        bound = _REDIRECTS if min(results) < _REDIRECTS else _ERRORS
        facts = {
            "method": method,
            "path": path,
            "parameters": self._parameters(parameters),
            "body": self._body(self._at(operation.get("requestBody", {}))),
            "success": {str(at): it for at, it in results.items() if at < bound},
            "refusals": {str(at): it for at, it in results.items() if at >= bound},
            "envelope": next(self._envelopes(results), None),
            "is_paged": "page" in {one["name"] for one in parameters},
            "examples": self._shown(operation["operationId"], answers[min(answers)]),
            "deprecated": operation.get("deprecated", False),
        }
        return {name: fact for name, fact in facts.items() if fact not in (None, [], {}, False)}

    def _parameters(self, parameters: list[Json]) -> Json:
        """Return the schemas by place and name, and the names of those that must be there."""
        facts: dict[str, Any] = {}
        for one in parameters:
            facts.setdefault(one["in"], {})[one["name"]] = self._parameter(one)
        required = [one["name"] for one in parameters if one.get("required") and one["in"] != PATH]
        return {**facts, **({"required": required} if required else {})}

    def _parameter(self, parameter: Json) -> Json:
        schema = dict(self._schema(parameter["schema"]))
        # The largest page stands in words only: "The number of results per page (max 100)."
        most = _LARGEST_PAGE.search(parameter.get("description", ""))
        if most:
            schema["maximum"] = int(most[1])
        if parameter.get("deprecated"):
            schema["deprecated"] = True
        return schema

    def _body(self, body: Json) -> Json | None:
        if not body:
            return None
        required = {"required": True} if body.get("required") else {}
        schema = self._json_schema(body)
        return required | ({"schema": schema} if schema else {"types": sorted(body["content"])})

    def _json_schema(self, holder: Json) -> Json | None:
        """Return the schema of a JSON body or answer; `None` where there is none."""
        schema = holder.get("content", {}).get("application/json", {}).get("schema")
        return None if schema is None else self._schema(schema)

    def _shown(self, operation: str, answer: Json) -> list[str]:
        """Return the names of an answer's examples; the same shape has one name everywhere."""
        content = answer.get("content", {}).get("application/json", {})
        examples = [self._value(one) for one in content.get("examples", {}).values()]
        names = []
        for at, example in enumerate(
            examples or [content[k] for k in content.keys() & {"example"}]
        ):
            shape = emptied(example)
            same = (name for name, known in self._examples.items() if known == shape)
            names.append(next(same, f"{operation} {at + 1}"))
            self._examples[names[-1]] = shape
        return names

    def _value(self, example: Json) -> Any:
        value = self._at(example)["value"]
        return self._value(value) if isinstance(value, Mapping) and "$ref" in value else value

    def _envelopes(self, results: Mapping[int, Json | None]) -> Iterator[str]:
        """Yield the key of the list in an answer such as `{"total_count", "workflow_runs"}`."""
        for status, schema in results.items():
            properties = self._read(schema or {}).get("properties", {})
            if status < _REDIRECTS and _COUNT in properties:
                yield from (key for key, one in properties.items() if one.get("type") == "array")

    def _read(self, schema: Json) -> Json:
        return self._schemas[schema["$ref"]] if "$ref" in schema else schema

    def _schema(self, schema: Json) -> Json:
        """Return a schema without its sentences; what it refers to is kept under its name."""
        if "$ref" in schema:
            return {"$ref": self._named(schema["$ref"])}
        facts: dict[str, Any] = {key: schema[key] for key in sorted(_PLAIN & schema.keys())}
        if "properties" in schema:
            facts["properties"] = {
                name: self._schema(one) for name, one in schema["properties"].items()
            }
        for key in ("items", "additionalProperties"):
            if key in schema:
                value = schema[key]
                facts[key] = self._schema(value) if isinstance(value, Mapping) else value
        for key in _LISTS:
            if key in schema:
                facts[key] = [self._schema(one) for one in schema[key]]
        return facts

    def _named(self, reference: str) -> str:
        name = reference.rpartition("/")[2]
        if name not in self._schemas:
            self._schemas[name] = {}  # a schema may refer to itself
            self._schemas[name] = self._schema(self._at({"$ref": reference}))
        return name

    def _at(self, value: Json) -> Json:
        """Follow a reference to whatever it names."""
        while "$ref" in value:
            place: Any = self._document
            for part in value["$ref"].removeprefix("#/").split("/"):
                place = place[part]
            value = place
        return value


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
