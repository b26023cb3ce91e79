"""State by plain rules: a row says which things are kept, and this does what is asked of them.

What an operation takes and answers, its status and its permission, `operations.json` says of its
path: of a list, and of a thing of it one parameter further. So ids, numbers, times, links, pages
and refusals come by themselves. What a write did, the next read shows; what refers to it follows.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from typing import Any, TypeAlias
from urllib.parse import quote

from aegis_cli.sandbox.github.api import errors, queries
from aegis_cli.sandbox.github.api.bodies import check_body
from aegis_cli.sandbox.github.api.call import Call, Reply
from aegis_cli.sandbox.github.api.kinds import MAKERS, kind_at, schema_name, show
from aegis_cli.sandbox.github.api.stores import stores
from aegis_cli.sandbox.github.description.described import (
    Described,
    describe,
    operations_at,
    place_below,
)
from aegis_cli.sandbox.github.description.objects import properties_of
from aegis_cli.sandbox.github.world.world import Repo, Role

Answering: TypeAlias = Callable[[Call], Reply]
"""What is done for an operation."""
Shape: TypeAlias = Callable[[Call, Any, Any], Any]
"""Makes what is answered of a thing, and of the repository that it is in."""


@dataclass(frozen=True, slots=True)
class Limit:
    """What may stand in a field that is a text."""

    most: int = 1_000_000
    """The number of characters of the longest one."""
    needed: bool = False
    """Whether a blank one is none."""
    pattern: str = ""
    """What the whole text has to match."""

    def require(self, resource: str, name: str, text: str) -> None:
        """Refuse a text that may not stand there."""
        wrong = errors.text_problems(resource, name, text, most=self.most, needed=self.needed)
        if not re.fullmatch(self.pattern or ".*", text, re.DOTALL):
            wrong.append(errors.error(resource, name, "invalid"))
        if wrong:
            raise errors.invalid(*wrong)


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """The things of one kind: what is true of them and not of all others."""

    path: str
    """Where GitHub lists them, as `/repos/{owner}/{repo}/labels`."""
    item: str = ""
    """Where one of them is, unless that is one parameter behind the list."""
    key: str = ""
    """The field that the parameter of one holds, unless that is called so, or `name`."""
    kind: type | None = None
    """Their class; without one they have the fields of the schema of an answer."""
    store: str | Callable[[Call], Any] = ""
    """The field of the repository, or of the parent, that holds them, or what finds them for reads
    alone; a new row needs none."""
    starts: tuple[Mapping[str, Any], ...] = ()
    """The fields of those that each place has at the start, of a new row without a store."""
    parent: "Collection | None" = None
    """What each of them is a part of, if that is more than a repository."""
    among: Callable[[Call, Any], bool] = lambda _, __: True
    """Whether a call can be about one of those that are there."""
    touches: bool = False
    """Whether a new one is a change of its parent."""
    least: Role | None = None
    """The role that a write takes, if the permission does not say it."""
    own: bool = False
    """Whether those who may not push may change what they made."""
    limits: Mapping[str, Limit] = field(default_factory=dict)
    """The limits of fields, beside those that GitHub describes."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """The fields that a body calls otherwise."""
    unique: str = ""
    """The field that no two of them share, in any case."""
    same: tuple[str, ...] = ()
    """The fields of which no two of them share all: a new one is the one that is there."""
    referred: str = ""
    """The field of issues that holds some of them, or the key of one."""
    orders: Mapping[str, Callable[[Repo, Any], Any]] = field(default_factory=dict)
    """What a list is sorted by where that is no field; under "" if nobody asks for an order."""
    shape: Shape | None = None
    """Makes an answer in which there is more than the fields."""
    find: Callable[[Call], Any] | None = None
    """Finds the one of a call, or refuses it, where that is more than a look."""
    guard: Callable[[Call], None] | None = None
    """Refuses a new one before its body is read."""
    check: Callable[[Mapping[str, Any]], None] | None = None
    """Refuses fields that no limit describes."""

    def answer_to(self, operation: Described) -> Answering | None:
        """Return what answers an operation; `None` if that is not about these things."""
        of_all: dict[str, Answering] = {"GET": self.index, "POST": self.create}
        of_one: dict[str, Answering] = {
            "GET": self.get,
            "PATCH": self.update,
            "DELETE": self.delete,
        }
        places = {self.place: of_one, self.path: of_all}
        return places.get(operation.path, {}).get(operation.method)

    def index(self, call: Call) -> Reply:
        """List them: those that have what the query says, sorted as it says."""
        wanted = self._wanted_fields(call).items()
        things = [
            each
            for each in self.things(call)
            if all(getattr(each, name) == value for name, value in wanted)
        ]
        things, shape = self._sort(call, things), partial(self._show, call)
        if key := call.operation.envelope:
            return queries.page_with_total(call, things, shape, key=key)
        return queries.page_of(call, things, shape)

    def get(self, call: Call) -> Reply:
        """Return one."""
        return self.answer(call, self.require_thing(call), call.operation.status)

    def create(self, call: Call) -> Reply:
        """Make one."""
        self._begin(call)
        return self._create(call, self._sent_fields(call))

    def update(self, call: Call) -> Reply:
        """Change one; it keeps its place among the others."""
        return self._update(call, self._to_change(call))

    def delete(self, call: Call) -> Reply:
        """Delete one."""
        self.keep(call, self._to_change(call), None)
        return Reply(status=call.operation.status)

    def require_thing(self, call: Call) -> Any:
        """Return the one of a call, or refuse it."""
        return self.find(call) if self.find else errors.present(self._named_by_path(call))

    def things(self, call: Call) -> list[Any]:
        """Return all that a call can be about."""
        things = [each for store in self._stores(call) for each in _values(store)]
        return [each for each in things if self.among(call, each)]

    def keep(self, call: Call, before: Any, after: Any) -> None:
        """Put one in the place of another; there is none before a new one, or after the last."""
        if self.parent and self._is_in_parent:
            self._keep_in_parent(call, self.parent, before, after)
        else:
            stores = self._stores(call)
            store = next(each for each in stores if before is None or before in each.values())
            kept = _with(store.values(), before, after)
            store.clear()
            store.update({fold_case(getattr(each, self._key)): each for each in kept})
        if self.referred and before is not None:
            self._follow(call.repo, before, after)

    def has_below(self, operation: Described) -> bool:
        """Return whether an operation is on a part of one of them."""
        return bool(self.place) and operation.path.startswith(f"{self.place}/")

    def things_of_path(self, call: Call) -> list[Any]:
        """Return the one that the path of a call names, or all where it names none."""
        return [self.require_thing(call)] if self._parameter in call.params else self.things(call)

    @property
    def place(self) -> str:
        """The path of one of them; "" where GitHub has none."""
        return self.item or place_below(self.path)

    @property
    def _class(self) -> Any:
        return self.kind or kind_at(self.path, self.place)

    @property
    def fields(self) -> frozenset[str]:
        """The names of what is known of one."""
        return frozenset(self._class.__dataclass_fields__)

    @property
    def _parameter(self) -> str:
        """The parameter that says which one a path is about."""
        return self.place.rpartition("{")[2].rstrip("}")

    @property
    def _key(self) -> str:
        """The field that the parameter holds; where GitHub has none of one, that of its own."""
        word = self._parameter.rpartition("_")[2]
        names: tuple[str, ...] = (self.key or word, "name", *(() if word else ("id",)))
        if known := [name for name in names if name in self.fields]:
            return known[0]
        raise TypeError(
            f"The things at {self.path} have no field {word!r} and no name: write in the row which "
            f"field {{{self._parameter}}} is, as in key='number'"
        )

    def _named_by_path(self, call: Call) -> Any:
        """Return the one that the path names; `None` where there is none."""
        key = fold_case(call.params[self._parameter])
        things = self.things(call)
        return next((each for each in things if fold_case(getattr(each, self._key)) == key), None)

    def _stores(self, call: Call) -> list[Any]:
        """Return all places of the things of a call: a path need not name their parent."""
        wholes = self.parent.things_of_path(call) if self.parent else []
        if callable(self.store):
            return [self.store(call)]
        if not self.store:
            return stores(call, self.path, partial(self._starts_of, call))
        holders = wholes if self._is_in_parent else [call.repo]
        return [getattr(each, self.store) for each in holders]

    @property
    def _is_in_parent(self) -> bool:
        return self.parent is not None and self.store in self.parent.fields

    def _starts_of(self, call: Call) -> dict[Any, Any]:
        """Make what is there at the start, as if its owner had."""
        made = [self._born(call, call.world.me, (), each) for each in self.starts]
        return {fold_case(getattr(each, self._key)): each for each in made}

    def _keep_in_parent(self, call: Call, parent: "Collection", before: Any, after: Any) -> None:
        field = str(self.store)
        wholes = parent.things_of_path(call)
        whole = next(each for each in wholes if before is None or before in getattr(each, field))
        changes = {field: tuple(_with(getattr(whole, field), before, after))}
        times = {"updated_at": call.now} if self.touches and before is None else {}
        parent.keep(call, whole, replace(whole, **changes, **times))

    def _follow(self, repo: Repo, before: Any, after: Any) -> None:
        """Let the issues follow that hold a thing, or the key of one that is deleted."""
        for number, issue in repo.issues.items():
            held = getattr(issue, self.referred)
            if isinstance(held, tuple) and before in held:
                changed: Any = tuple(_with(held, before, after))
            elif after is None and held == getattr(before, self._key):
                changed = None
            else:
                continue
            repo.issues[number] = replace(issue, **{self.referred: changed})

    def _wanted_fields(self, call: Call) -> dict[str, Any]:
        """Return the fields that a thing must have to be listed."""
        query = call.operation.query
        asked = {name: call.query.get(name) for name in query.keys() & self.fields}
        for name in asked:
            if "enum" in query[name]:
                asked[name] = queries.choice(call, name, resource=self._class.__name__)
        return {name: value for name, value in asked.items() if value not in {None, "", "all"}}

    def _sort(self, call: Call, things: list[Any]) -> list[Any]:
        keys = {name: partial(key, call.repo) for name, key in self.orders.items()}
        if "sort" not in call.operation.query:
            return sorted(things, key=keys[""]) if keys else things
        fields = {name: partial(_by, name) for name in call.operation.query["sort"]["enum"]}
        return queries.sort(call, things, fields | keys, resource=self._class.__name__)

    def _begin(self, call: Call) -> None:
        """Refuse a new one where the viewer may make none."""
        self.allow(call, self.parent.require_thing if self.parent else None)
        if self.guard:
            self.guard(call)

    def _to_change(self, call: Call) -> Any:
        thing = self.allow(call, self.require_thing)
        if self.own:
            call.require_own(thing)
        return thing

    def allow(self, call: Call, find: Callable[[Call], Any] | None) -> Any:
        """Return what a write is about, if the viewer may write."""
        if not call.operation.in_repo:
            _ = call.account  # a token is needed
            return find(call) if find else None
        is_of_admins = call.operation.permissions.startswith("administration=")
        implied = Role.ADMIN if is_of_admins else Role.WRITE
        least = implied if self.least is None else self.least
        return call.thing_to_write(find or (lambda call: call.repo), least)[1]

    def _sent_fields(self, call: Call) -> dict[str, Any]:
        """Return the fields that were sent, or refuse them."""
        body = {self.renamed.get(name, name): value for name, value in check_body(call).items()}
        for name, limit in self.limits.items():
            if isinstance(body.get(name), str):
                limit.require(self._class.__name__, name, body[name])
        if self.check:
            self.check(body)
        properties = call.operation.body.get("properties", {})
        for name in body.keys() & properties.keys():
            if properties[name].get("format") == "date-time" and body[name]:
                body[name] = _time(body[name])
        if "state" in body:
            body["closed_at"] = call.now if body["state"] == "closed" else None
        return {name: value for name, value in body.items() if name in self.fields}

    def _create(self, call: Call, sent: Mapping[str, Any]) -> Reply:
        others, mine = self.things(call), dict.fromkeys(MAKERS, call.me) | dict(sent)
        for each in others if self.same else ():
            if all(getattr(each, name) == mine[name] for name in self.same):
                return self.answer(call, each, call.operation.status_of(new=False))
        self._refuse_taken(others, sent)
        properties = call.operation.body.get("properties", {}).items()
        defaults = {name: schema["default"] for name, schema in properties if "default" in schema}
        thing = self._born(call, call.me, others, defaults | dict(sent))
        self.keep(call, None, thing)
        return self.answer(call, thing, call.operation.status_of(new=True))

    def _born(self, call: Call, maker: Any, others: Iterable[Any], sent: Mapping[str, Any]) -> Any:
        """Return a new one: the fields that were sent, and those that GitHub adds."""
        born = {
            **dict.fromkeys(MAKERS, maker),
            "number": max((getattr(each, "number", 0) for each in others), default=0) + 1,
            **dict.fromkeys(("created_at", "updated_at"), call.now),
            "slug": re.sub(r"[^a-z0-9]+", "-", str(sent.get("name", "")).lower()).strip("-"),
            **({"id": self._new_id(call)} if "id" in self.fields else {}),
            **sent,
        }
        return self._class(**{name: born[name] for name in born.keys() & self.fields})

    def _new_id(self, call: Call) -> int | str:
        """Return an unused id: a number, unless paths have a text there."""
        number = next(call.world.ids)
        at_place = [describe(name).numbers for name in operations_at(self.place)]
        is_text = self._key == "id" and any(self._parameter not in each for each in at_place)
        return f"{number:032x}" if is_text else number

    def _update(self, call: Call, before: Any) -> Reply:
        sent = self._sent_fields(call)
        self._refuse_taken([each for each in self.things(call) if each != before], sent)
        times = {"updated_at": call.now} if "updated_at" in self.fields else {}
        after = replace(before, **times | sent)
        self.keep(call, before, after)
        return self.answer(call, after, call.operation.status_of(new=False))

    def _refuse_taken(self, others: Iterable[Any], sent: Mapping[str, Any]) -> None:
        taken = {fold_case(getattr(each, self.unique)) for each in others if self.unique}
        if fold_case(sent.get(self.unique)) in taken:
            raise errors.invalid_field(self._class.__name__, self.unique, "already_exists")

    def answer(self, call: Call, thing: Any, status: int) -> Reply:
        """Answer with a thing, as far as that is described, and with where it is if it is new."""
        schema = schema_name(call.operation.schema)
        if call.operation.schema is None:
            return Reply(status=status)
        data = self._show(call, thing) if schema and properties_of(schema) else {}
        is_new = status == HTTPStatus.CREATED and "url" in data
        return Reply(data, status, {"Location": data["url"]} if is_new else {})

    def _show(self, call: Call, thing: Any) -> Any:
        if self.shape:
            return self.shape(call, call.repo if call.operation.in_repo else None, thing)
        key = quote(str(getattr(thing, self._key)), safe="")
        named_here = {name: quote(str(value), safe="") for name, value in call.params.items()}
        if call.operation.in_repo:
            named_here |= {"owner": call.repo.owner.login, "repo": call.repo.name}
        path = (self.place or f"{self.path}/{{key}}").format_map(
            {**named_here, self._parameter or "key": key}
        )
        schema = schema_name(call.operation.schema, call.operation.envelope)
        return show(call, schema, thing, path)


def _values(store: Any) -> Iterable[Any]:
    """Return the things that a mapping holds, or a tuple."""
    return store.values() if isinstance(store, dict) else store


def _with(things: Iterable[Any], before: Any, after: Any) -> list[Any]:
    """Return things with one in the place of another, at the end, or nowhere."""
    each = [after if thing == before else thing for thing in things]
    return [thing for thing in (*each, *([after] if before is None else ())) if thing is not None]


def fold_case(value: Any) -> Any:
    """Return a key as it is looked for: a text in any case."""
    return value.casefold() if isinstance(value, str) else value


def _time(text: str) -> datetime:
    when = datetime.fromisoformat(text)
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _by(name: str, thing: Any) -> tuple[bool, Any]:
    """Return the key of a thing in a sorted list; without a value it comes last."""
    value = getattr(thing, name, None) or getattr(thing, f"{name}_at", None)
    return value is None, value
