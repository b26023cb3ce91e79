"""Which repository, and which number in it, an answer is about, by its names and links.

Source: docs.github.com/rest, response schemas. A link of another form is ignored.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.fields import resolved_ids
from aegis_cli.actions.results.templates import pick
from aegis_cli.core.http import split_url
from aegis_cli.core.text import excerpt
from aegis_cli.core.uri_template import variables

_IN_API = re.compile(
    r"(?:/api/v3)?/repos/([^/]+/[^/]+)(?:/(?:issues|pulls)/([0-9]{1,10}))?(?:/.*)?"
)
_IN_WEB = re.compile(r"/([^/]+/[^/]+)(?:/(?:issues|pull)/([0-9]{1,10}))?(?:/.*)?")
_LINKS = {"url": _IN_API, "repository_url": _IN_API, "issue_url": _IN_API, "html_url": _IN_WEB}


@dataclass(frozen=True, slots=True)
class _Place:
    """A repository, a number in one, or both."""

    repo: str | None = None
    number: int | None = None

    def __str__(self) -> str:
        number = "" if self.number is None else f"#{self.number}"
        return excerpt(f"{self.repo or ''}{number}")


def elsewhere(action: Action[Any], body: Any) -> str | None:
    """Name the thing of an answer, or of its item, if it is not the one that was asked for."""
    asked = _requested_place(action)
    if asked == _Place() and action.facts.effect is Effect.READ:
        return None  # a read that names no target
    things = body if isinstance(body, list) else [body]
    places = (_elsewhere(asked, thing) for thing in things if isinstance(thing, dict))
    return next(filter(None, places), None)


def _requested_place(action: Action[Any]) -> _Place:
    if action.facts.of_others:
        return _Place()
    sent, moves_to = action.sent_arguments(), getattr(action, "moves_to", "")
    if moves_to:
        return _Place(sent[moves_to])
    beside = resolved_ids(type(action)).keys() - set(variables(action.facts.path))
    numbers = (sent[name] for name in sent if name.endswith("_number") and name not in beside)
    return _Place(sent.get("repo"), next(numbers, None))


def _elsewhere(asked: _Place, thing: dict[str, Any]) -> str | None:
    """Return the first place of a thing that contradicts the asked one, or an earlier one."""
    repo, number = asked.repo, asked.number
    for place in _places(thing):
        repo, number = repo or place.repo, number or place.number
        is_there = place.repo is None or place.repo.casefold() == str(repo).casefold()
        if not is_there or place.number not in {None, number}:
            return f"{place} and not {_Place(repo, number)}"
    return None


def _places(thing: dict[str, Any]) -> Iterator[_Place]:
    full_name, name, owner = thing.get("full_name"), thing.get("name"), thing.get("owner")
    in_repo = pick(thing, "repository.nameWithOwner")
    if isinstance(in_repo, str):
        yield _Place(in_repo)
    if isinstance(owner, dict) and isinstance(name, str):  # a gist has an owner and no name
        yield _Place(f"{owner.get('login')}/{name}")
    if isinstance(full_name, str):
        yield _Place(full_name)
    if isinstance(thing.get("number"), int):
        yield _Place(number=thing["number"])
    for key, pattern in _LINKS.items():
        link = thing.get(key)
        url = split_url(link) if isinstance(link, str) else None
        match = pattern.fullmatch(unquote(url.path)) if url else None
        if match:
            yield _Place(match[1], int(match[2]) if match[2] else None)
