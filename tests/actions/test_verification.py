"""What may verify a thing that was found by its name: the one read of it, and by the name alone."""

from typing import Annotated, Any, ClassVar

import pytest
from pydantic import BaseModel

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Precondition, pinned_reads, verifications
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.marks import ResolvedId, Unsent
from aegis_cli.actions.results.templates import pick
from aegis_cli.actions.results.views import Line, Listing
from aegis_cli.actions.targets.target import Headline
from aegis_cli.providers.github.github_types import Label, OwnerName, Title
from tests.actions.test_rules import define
from tests.helpers.confirmed_actions import ShowPull
from tests.helpers.marked_actions import SUB, Id
from tests.helpers.rows import for_each


class Thing(BaseModel):
    """A thing with a name, deep in it."""

    headline: ClassVar = Headline(kind="thing", name="<{of.name}>", identity=("made",))
    listing: ClassVar = Listing("thing|things", columns=(), piped=("{id}",))

    id: int
    made: str
    of: dict[str, str]


class Numbered(Thing):
    """A thing whose name is its id."""

    headline: ClassVar = Headline(kind="thing", name="{id}")


class Placed(Thing):
    """A thing whose name has a part of the call."""

    headline: ClassVar = Headline(kind="thing", name="{@repo}/{made}")


class Shouted(Thing):
    """A thing whose name is shown otherwise than it is."""

    headline: ClassVar = Headline(kind="thing", name="{made:upper}")


class Joined(Thing):
    """A thing whose name is two texts, which may be parted elsewhere."""

    headline: ClassVar = Headline(kind="thing", name="{made}/{of.name}")


class Computed(Thing):
    """A thing whose name a function makes."""

    headline: ClassVar = Headline(kind="thing", name=str)


ID = (Id | None, None)
NAME = (Annotated[Title | None, Unsent()], None)
THING = {"id": 7, "made": "2026", "of": {"name": "one"}}


def read(result: Any, path: str, **fields: Any) -> type[Action[Any]]:
    """Define a read."""
    facts: dict[str, Any] = {"effect": Effect.READ, "endpoint": f"GET {path}", "view": Line("Done")}
    return define(result=result, fields=fields, **facts)


def lists(result: Any = Thing, **fields: Any) -> type[Action[Any]]:
    """Define a list in which things are looked for by a title."""
    return read(list[result], "/repos/{repo}/things", **{"title": NAME, **fields})


def shows(result: Any = Thing, **fields: Any) -> type[Action[Any]]:
    """Define the read of one thing by its id, which the action calls `it`."""
    return read(result, "/repos/{repo}/things", **{"it": ID, **fields})


def finds(mark: ResolvedId[Any], **fields: Any) -> type[Action[Any]]:
    """Define a write that finds a thing by its title."""
    field = (Annotated[Id | None, mark], None)
    return define(result=Thing, fields={"title": NAME, "it": field, **fields}, view=Line("Done"))


def found(**more: Any) -> ResolvedId[Any]:
    """Say how it is found."""
    return ResolvedId(**{"read": lists(), "path": "id", "verify": shows(), **more})


WHAT = "Example: the field it has ResolvedId(verify=Example)"
NAMELESS = f'{WHAT}, and the headline of THING has no name that is told from it alone: write in name= what it is looked for by, as in name="#{{name}}"'
BY = f"{WHAT}, and Example looks for it by {{}} that the verification does not send: let that be the one field that has its name"


@for_each(
    ("more", "message"),
    [
        (
            {"verify": type(SUB)},
            "Example: the field it has ResolvedId(verify=AddSubIssue), which is no read: name one with effect=Effect.READ",
        ),
        (
            {"verify": ShowPull},
            "Example: the field it has ResolvedId(verify=ShowPull), which does not show one Thing as Example does: name a read whose result is that class",
        ),
        (
            {"verify": lists()},
            f"{WHAT}, which does not show one Thing as Example does: name a read whose result is that class",
        ),
        (
            {"or_absent": True},
            f"{WHAT} and or_absent=, and a list has no answer for what is not there: take one of them away",
        ),
        (
            {"verify": read(Thing, "/repos/{repo}/things")},
            f"{WHAT}, which has no field of that name: name a read of one thing by it, or say with by= which of its fields it is",
        ),
        (
            {"verify": shows(label=Label)},
            f"{WHAT}, which needs label: add that field, or say with by= which of the action's fields it is",
        ),
        (
            {"verify": shows(other=(Annotated[Id | None, found(verify=None)], None), title=NAME)},
            f"{WHAT}, which has to find other itself: name a read that has nothing else to find",
        ),
        (
            {"verify": shows(org=(OwnerName | None, None))},
            f"{WHAT}, which is in its org, and the action names no such place: add a field of that type, and say in by= which it is",
        ),
        (
            {"read": lists(Numbered), "verify": shows(Numbered)},
            NAMELESS.replace("THING", "Numbered"),
        ),
        ({"read": lists(Placed), "verify": shows(Placed)}, NAMELESS.replace("THING", "Placed")),
        (
            {"read": lists(Computed), "verify": shows(Computed)},
            NAMELESS.replace("THING", "Computed"),
        ),
        ({"read": lists(Shouted), "verify": shows(Shouted)}, NAMELESS.replace("THING", "Shouted")),
        ({"read": lists(Joined), "verify": shows(Joined)}, NAMELESS.replace("THING", "Joined")),
        ({"read": read(list[Thing], "/repos/{repo}/things")}, BY.format("no field")),
    ],
)
def test_a_wrong_verification_is_refused_with_the_fault_and_the_mend(
    more: dict[str, Any], message: str
) -> None:
    with pytest.raises(TypeError) as refused:
        finds(found(**more))

    assert message == str(refused.value)


def test_two_names_by_which_it_is_looked_for_are_one_too_many() -> None:
    other: Any = (Annotated[Label | None, Unsent()], None)

    with pytest.raises(TypeError) as refused:
        finds(found(read=lists(label=other)), label=other)

    assert BY.format("label, title") == str(refused.value)


def test_a_verification_takes_what_is_found_and_is_named_by_what_the_call_has() -> None:
    class_ = finds(found())
    before: Any = class_.model_validate({"repo": "acme/web", "pull_number": 1, "title": "<one>"})
    after = class_.from_arguments(before.sent_arguments() | {"it": 7})

    ((look_up, verified),) = verifications(before).items()
    (pinned,) = pinned_reads(after)

    assert (look_up, None) == (pinned.first, verified.before_id().it)
    assert before.containers() == verified.before_id().containers() != ()
    assert {"repo": "acme/web", "pull_number": 1, "it": 7} == pinned.read.sent_arguments()
    assert ([("id", 7)], {"made", "of.name"}) == (pinned.resolved, pinned.paths)
    assert [True, False] == [
        verified.is_name(pick(each, verified.at)) for each in (THING, {"of": {"name": "two"}})
    ]


@for_each(
    ("name", "is_held"),
    [
        ("one", True),
        ("two", False),
        ("One", False),
        ("<one>", False),
        ("", False),
        *((f"one{space}", False) for space in " \t\n\u2003\u00a0"),
        (" one", False),
        (1, False),
    ],
)
def test_a_name_is_pinned_where_it_is_and_only_as_the_call_has_it(
    name: str | int, *, is_held: bool
) -> None:
    class_ = finds(found())
    action: Any = class_.from_arguments(
        {"repo": "acme/web", "pull_number": 1, "title": "<one>", "it": 7}
    )
    (pinned,) = pinned_reads(action)
    pins = (("id", 7), ("made", "2026"), ("of.name", name))

    assert is_held is pinned.is_held_by(Precondition(pinned.read, pins))
