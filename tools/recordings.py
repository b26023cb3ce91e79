"""Reads what others recorded of GitHub and Slack with the types of our actions.

python -m tools.recordings           with pip and npm; prints what is not read

Of GitHub: the answers that the tests of PyGithub and Octokit's fixtures recorded, each read with
the result type of its action; and each request of theirs that we could send, compared with ours.
Of Slack: its own types of answers, which Slack makes from recordings; each field that an answer has
to have for us is in them. Of Jira no registry has a recording: its facts are Atlassian's own
description (`tools/contracts.py`); the answers in the tests of atlassian-python-api are made up,
and of version 2, and slack_sdk and jira bring none.

Everything is fetched into a cache and checked by hash (`recorded/`), and nothing of it is kept in
this repository. Where a registry is not reached, that is said, and it is no error.
"""

import json
import re
import shutil
import subprocess
import sys
import tarfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, TypeAlias, get_args, get_origin
from urllib.parse import unquote

from platformdirs import user_cache_path
from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from aegis_cli.actions import catalog
from aegis_cli.actions.action import Action, adapter_of
from aegis_cli.actions.fields.fields import mark_of, place_of_value
from aegis_cli.actions.fields.marks import SentAs
from aegis_cli.core.http import Response
from aegis_cli.errors import AegisError
from aegis_cli.providers.github.provider import GITHUB
from aegis_cli.providers.github.success import content
from tools.exchanges import Exchange, of_octokit, of_pygithub
from tools.openid_provider import installed

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "tools" / "recorded"
SINCE = 2021
"""The year from which on every answer has to be read; what is older lacks what is newer."""
MADE_UP = {
    "Exceptions.testJSONParseError.txt": "the answer is cut on purpose",
    "BadAttributes.testBadSimpleAttribute.txt": "a value has a wrong type on purpose",
    "BadAttributes.testBadTransformedAttributeInDict.txt": "as above",
}
"""Files of PyGithub with answers that GitHub never gave."""

SHAPED = {
    "slack.channels.members": "an answer has ids alone",
    "slack.dms.get": "Slack documents `user` of a direct message, and recorded no such answer",
    "slack.messages.edit": "what was asked for stands for the id that Slack leaves out",
    "slack.pins.list": "a message is within an item",
}
"""The actions that do not read what they answer as Slack has it."""

_OWN = frozenset({"called", "place", "plain", "posted", "user_name"})
"""The fields that aegis makes of what Slack answers."""

_NO_CONTENT, _ACCEPTED = 204, 202
_VARIABLE = re.compile(r"\\\{(\w+)\\\}")
_FORM = re.compile(
    r"^export (?:interface|type) (\w+) (?:= WebAPICallResult & )?\{\n(.*?)^\}",
    re.MULTILINE | re.DOTALL,
)
_MEMBER = re.compile(r"^    '?(\w+)'?\??: (.+);$", re.MULTILINE)

Classes: TypeAlias = Iterable[type[Action[Any]]]


def main() -> int:
    """Fetch, read, print what is not read; return 1 if anything of it should have been."""
    folder = user_cache_path("aegis-tests") / "recorded"
    wrong = 0
    if (data := _pygithub(folder)) is not None:
        wrong += told("PyGithub", of_pygithub(data))
    if shutil.which("npm") and installed(folder, LOCKS, ("package.json", "package-lock.json")):
        packages = folder / "node_modules"
        wrong += told(
            "Octokit", of_octokit(packages / "@octokit/fixtures/scenarios/api.github.com")
        )
        wrong += slack_told(packages / "@slack/web-api/dist/types/response")
    else:
        print("Octokit, Slack: skipped, since npm is not here or its registry is not reached")
    return 1 if wrong else 0


def _pygithub(folder: Path) -> Path | None:
    """Fetch the source package of PyGithub; return its recordings, or `None` without a registry."""
    lock = (LOCKS / "pypi.txt").read_text(encoding="utf-8")
    package, _, version = lock.split()[0].partition("==")
    name = f"{package.lower()}-{version}"
    data = folder / name / "tests" / "ReplayData"
    if not data.is_dir():
        words = ("download", "-q", "--no-deps", "--no-binary", package, "--require-hashes")
        command = [
            sys.executable,
            "-m",
            "pip",
            *words,
            "-r",
            str(LOCKS / "pypi.txt"),
            "-d",
            str(folder),
        ]
        if subprocess.run(command, check=False).returncode != 0:  # noqa: S603  # pip itself
            print("PyGithub: skipped, since the registry of Python is not reached")
            return None
        with tarfile.open(folder / f"{name}.tar.gz") as files:
            files.extractall(folder, filter="data")
    return data


def told(source: str, exchanges: Iterable[Exchange]) -> int:
    """Print what was read of a source, and what was not; return how much should have been."""
    routes = [*_routes(catalog.load_all(GITHUB.name))]
    found, read, compared, actions = 0, 0, 0, set[str]()
    unread: dict[tuple[str, str], list[Exchange]] = defaultdict(list)
    for each in exchanges:
        named = [*_named(each, routes)]
        is_success = 200 <= each.status < 300  # noqa: PLR2004  # RFC 9110, section 15.3
        if not (is_success and each.is_whole and named):
            continue
        found += 1
        actions |= {cls.facts.action for cls, _ in named}
        faults = [_fault(cls, each) for cls, _ in named]
        if all(faults):
            unread[named[0][0].facts.action, faults[0]].append(each)
            continue
        read += 1
        sent = [*filter(None, (_sent(cls, values, each) for cls, values in named))]
        compared += bool(sent)
        if sent and "same" not in sent:
            unread[named[0][0].facts.action, f"the request: {sent[0]}"].append(each)
    print(
        f"{source}: {found} answers to {len(actions)} actions, {read} read; "
        f"{compared} requests could be ours"
    )
    late = 0
    for (action, fault), its in sorted(unread.items()):
        years = sorted({each.year for each in its})
        late += sum(each.year >= SINCE and each.file not in MADE_UP for each in its)
        print(f"  {action}, {len(its)} of {years[0]} to {years[-1]} ({its[0].file}): {fault}")
    return late


def _routes(classes: Classes) -> Iterator[tuple[re.Pattern[str], type[Action[Any]]]]:
    """Yield the form of the path of each action that answers JSON over REST."""
    for cls in classes:
        if not cls.facts.downloads and cls.facts.path != "/graphql":
            yield re.compile(_VARIABLE.sub(_group, re.escape(cls.facts.path))), cls


def _group(match: re.Match[str]) -> str:
    name = match[1]
    is_place = name.endswith("repo")
    form = "[^/]+/[^/]+" if is_place else ".+" if name == "path" else "[^/]+"
    return f"(?P<{name}>{form})"


def _named(
    each: Exchange, routes: Iterable[tuple[re.Pattern[str], type[Action[Any]]]]
) -> Iterator[tuple[type[Action[Any]], dict[str, str]]]:
    """Yield each action that could have sent a request, with the arguments in its path."""
    for form, cls in routes:
        if cls.facts.method != each.method or (match := form.fullmatch(each.path)) is None:
            continue
        values = {name: unquote(value) for name, value in match.groupdict().items()}
        with suppress(ValidationError):
            for name in values.keys() & cls.model_fields.keys():
                _type_of(cls.model_fields[name]).validate_python(values[name])
            yield cls, values


def _type_of(field: FieldInfo) -> TypeAdapter[Any]:
    kind: Any = field.annotation
    return TypeAdapter(Annotated[(kind, *field.metadata)] if field.metadata else kind)


def _fault(cls: type[Action[Any]], each: Exchange) -> str:
    """Say why an answer is not read with the type of an action; "" where it is."""
    if each.status == _ACCEPTED and cls.facts.computed:
        return ""  # asked again
    if each.status not in cls.facts.success:
        return f"the status {each.status} is none of a success"
    if each.status == _NO_CONTENT and not each.answer:
        return ""
    answer = Response(each.status, each.headers, each.answer)
    try:
        adapter_of(cls).validate_python(content(cls.model_construct(), answer))
    except ValidationError as problem:
        places = (
            ".".join("*" if isinstance(part, int) else part for part in error["loc"])
            + f" is {error['type']}"
            for error in problem.errors()
        )
        return ", ".join(dict.fromkeys(places))
    except AegisError as problem:
        return problem.message
    return ""


def _sent(cls: type[Action[Any]], values: Mapping[str, str], each: Exchange) -> str:
    """Compare the request with ours for the same arguments: "same", what differs, or "" for none.

    There is none where theirs has what the action has no field for.
    """
    fields = {place_of_value(name, info): name for name, info in cls.model_fields.items()}
    body = each.body if isinstance(each.body, dict) else {}
    is_other = each.body is not None and each.body != body
    if is_other or not body.keys() <= fields.keys() or body.keys() & values.keys():
        return ""
    if any(mark_of(cls.model_fields[fields[name]], SentAs) is not None for name in body):
        return ""  # nobody can tell of what theirs was made
    given = {fields.get(name, name): value for name, value in {**values, **body}.items()}
    try:
        ours = cls.from_arguments({k: v for k, v in given.items() if k in cls.model_fields})
    except ValidationError:
        return ""
    request = ours.request(GITHUB.base)
    said = json.loads(request.body) if request.body else {}
    if unquote(request.path) != unquote(each.path):
        return f"the path {request.path} is {each.path} there"
    theirs = {name: value for name, value in body.items() if value is not None}
    differing = sorted(name for name in theirs if said.get(name) != theirs[name])
    return f"{', '.join(differing)} of the body" if differing else "same"


def slack_told(folder: Path) -> int:
    """Print each field of Slack's that an action reads and no recorded answer had; count them."""
    catalog.enable_providers(["slack"])
    every = [cls for cls in catalog.load_all("slack") if cls.facts.result is not None]
    classes = [cls for cls in every if cls.facts.action not in SHAPED]
    catalog.enable_providers(())
    missing = 0
    for cls in classes:
        text = (folder / f"{_name_of_answer(cls)}.d.ts").read_text(encoding="utf-8")
        for place in lacking(cls, text):
            missing += 1
            print(f"  {cls.facts.action}: {place} is in no answer that Slack recorded")
    print(f"Slack: the answers of {len(classes)} actions, {missing} fields not found")
    return missing


def lacking(cls: type[Action[Any]], text: str) -> Iterator[str]:
    """Yield the places of the fields that an answer must have for us, and Slack's types do not."""
    forms = {name: _members(members) for name, members in _FORM.findall(text)}
    form, result = _name_of_answer(cls), cls.facts.result
    for key in filter(None, cls.facts.envelope.split(".")):
        form = forms.get(form, {}).get(key, key)
    kind = get_args(result)[0] if get_origin(result) is list else result
    for name, info in kind.model_fields.items():
        if info.is_required() and name not in _OWN and name not in forms.get(form, {}):
            yield f"{form}.{name}"


def _name_of_answer(cls: type[Action[Any]]) -> str:
    """Return what Slack calls the answer: `UsersInfoResponse` of the method `users.info`."""
    words = cls.facts.path.removeprefix("/").split(".")
    return "".join(word[:1].upper() + word[1:] for word in words) + "Response"


def _members(text: str) -> dict[str, str]:
    return {name: kind.removesuffix("[]") for name, kind in _MEMBER.findall(text)}


if __name__ == "__main__":
    sys.exit(main())
