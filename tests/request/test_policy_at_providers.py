"""Policy at several providers: another one permits nothing that was not permitted before."""

from typing import Annotated, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.kinds import named_kind
from aegis_cli.actions.results.views import Line
from aegis_cli.errors import UsageError
from aegis_cli.providers.github.nouns.context.users import GetMe
from aegis_cli.providers.github.nouns.issues.issue_changes import CreateIssue
from aegis_cli.providers.github.nouns.issues.issues import GetIssue, ListIssues
from aegis_cli.providers.github.nouns.repos.repo_changes import CreateRepo, DeleteRepo
from aegis_cli.request.policy import (
    Allow,
    Deny,
    Layer,
    Policy,
    check_layer,
    judge,
    providers_without_rules,
)
from tests.helpers.rows import for_each
from tests.other_providers.board.notes import (
    BoardAction,
    EditNote,
    GetNote,
    ListNotes,
    ListRooms,
    Note,
    PostNote,
    WhoAmI,
)
from tests.other_providers.board.provider import ROOM

ISSUE = CreateIssue(repo="acme/web", title="Crash")
ISSUES = ListIssues(repo="acme/web")
ME = GetMe()
POST = PostNote(room="#eng-web", text="Hello")
NOTES = ListNotes(room="#lobby")
ROOMS = ListRooms()

READ, WRITE = Effect.READ, Effect.WRITE
NAMES: dict[str, Action[Any]] = {
    "issue": ISSUE,
    "issues": ISSUES,
    "me": ME,
    "post": POST,
    "notes": NOTES,
    "rooms": ROOMS,
}


def permitted(layer: Layer) -> str:
    """Name what a layer permits, in order."""
    policy = Policy((layer,))
    return " ".join(
        name for name, action in NAMES.items() if not isinstance(judge(action, policy), Deny)
    )


ALL = "issue issues me post notes rooms"
GITHUBS, BOARDS = "issue issues me", "post notes rooms"

MATRIX: list[tuple[dict[str, Any], str]] = [
    ({}, ALL),
    # A deny without a prefix is read at each provider, and with one at that provider alone.
    ({"deny": ("*",)}, ""),
    ({"deny": ("issues.*",)}, "me post notes rooms"),
    ({"deny": ("issues.create",)}, "issues me post notes rooms"),
    ({"deny": ("notes.*",)}, "issue issues me rooms"),
    ({"deny": ("notes.post",)}, "issue issues me notes rooms"),
    ({"deny": ("*.list",)}, "issue me post"),
    ({"deny": ("*.post",)}, "issue issues me notes rooms"),
    ({"deny": ("board.*",)}, GITHUBS),
    ({"deny": ("board.notes.*",)}, "issue issues me rooms"),
    ({"deny": ("board.notes.post",)}, "issue issues me notes rooms"),
    ({"deny": ("b*",)}, GITHUBS),
    ({"deny": ("github.*",)}, BOARDS),
    ({"deny": ("github.issues.*",)}, "me post notes rooms"),
    ({"deny": ("github.*.list",)}, "issue me post notes rooms"),
    ({"deny": ("g*",)}, ALL),
    # An allow without a prefix is of GitHub.
    ({"allow": ()}, ""),
    ({"allow": ("*",)}, GITHUBS),
    ({"allow": ("issues.*",)}, "issue issues"),
    ({"allow": ("*.list",)}, "issues"),
    ({"allow": ("notes.*",)}, ""),
    ({"allow": ("b*",)}, ""),
    ({"allow": ("*.*.*",)}, ""),
    ({"allow": ("board*",)}, ""),
    ({"allow": ("*board.notes.list",)}, ""),
    ({"allow": ("github.*",)}, GITHUBS),
    ({"allow": ("github.issues.list",)}, "issues"),
    ({"allow": ("board.*",)}, BOARDS),
    ({"allow": ("board.notes.*",)}, "post notes"),
    ({"allow": ("board.*.list",)}, "notes rooms"),
    ({"allow": ("board.notes.post",)}, "post"),
    ({"allow": ("*", "board.*")}, ALL),
    ({"allow": ("issues.*", "board.rooms.*")}, "issue issues rooms"),
    ({"allow": ("board.*",), "deny": ("notes.*",)}, "rooms"),
    ({"allow": ("*",), "deny": ("*.list",)}, "issue me"),
    # Places grant nothing at a provider for which they have no pattern.
    ({"places": ()}, ""),
    ({"places": ("acme/*",)}, GITHUBS),
    ({"places": ("*/*",)}, GITHUBS),
    ({"places": ("other/*",)}, "me"),
    ({"places": ("github:acme/*",)}, GITHUBS),
    ({"places": ("github:other/*",)}, "me"),
    ({"places": ("board:#eng-*",)}, "post"),
    ({"places": ("board:#ENG-*",)}, "post"),
    ({"places": ("board:#lobby",)}, "notes"),
    ({"places": ("board:#*",)}, "post notes"),
    ({"places": ("acme/*", "board:#eng-*")}, "issue issues me post"),
    ({"places": ("other/*", "board:#none")}, "me"),
    ({"places": ("slack:#*",)}, ""),
    ({"places": ("boar:#*",)}, ""),
    ({"places": ("board:#lobby",), "allow": ("*",)}, ""),
    ({"places": ("acme/*",), "allow": ("board.*",)}, ""),
    ({"places": ("board:#lobby",), "allow": ("board.*",)}, "notes"),
    (
        {"places": ("acme/*", "board:#*"), "allow": ("issues.*", "board.notes.*")},
        "issue issues post notes",
    ),
    ({"places": ("acme/*",), "deny": ("issues.create",)}, "issues me"),
    ({"places": ("board:#*",), "deny": ("board.*",)}, ""),
    # A bound holds at every provider; where only what is named is granted, it names GitHub alone.
    ({"max_effect": READ}, "issues me notes rooms"),
    ({"max_effect": WRITE}, ALL),
    ({"max_effect": READ, "is_grant": True}, "issues me"),
    ({"max_effect": WRITE, "is_grant": True}, GITHUBS),
    ({"max_effect": Effect.DESTRUCTIVE, "is_grant": True}, GITHUBS),
    ({"is_grant": True}, GITHUBS),
    ({"max_effect": READ, "allow": ("board.*",), "is_grant": True}, "notes rooms"),
    ({"max_effect": WRITE, "allow": ("*",), "is_grant": True}, GITHUBS),
    ({"max_effect": WRITE, "places": ("acme/*",), "is_grant": True}, GITHUBS),
    ({"max_effect": READ, "places": ("board:#*",), "is_grant": True}, "notes"),
    (
        {"max_effect": WRITE, "places": ("board:#eng-*", "acme/*"), "is_grant": True},
        "issue issues me post",
    ),
    ({"deny": ("issues.*",), "is_grant": True}, "me"),
]


@for_each(("rules", "expected"), MATRIX)
def test_what_one_layer_permits_at_two_providers(rules: dict[str, Any], expected: str) -> None:
    assert expected == permitted(Layer("the options", **rules))


@for_each(
    ("room", "places", "outside"),
    [
        (None, "board:#lobby", "every room, where board.rooms.list looks if none is named"),
        (None, "board:#*", "every room, where board.rooms.list looks if none is named"),
        (None, "acme/*", "every room, where board.rooms.list looks if none is named"),
        ("#lobby", "board:#lobby", ""),
        ("#eng", "board:#lobby", "board:#eng"),
    ],
)
def test_a_list_of_places_does_not_look_around_the_places_of_a_rule(
    room: str | None, places: str, outside: str
) -> None:
    found = judge(ListRooms(room=room), Policy((Layer("the options", places=(places,)),)))

    reason = f"the options allows only {places}, and not {outside}"
    assert found == (Deny((reason,)) if outside else Allow())


def test_a_grant_that_does_not_name_a_provider_says_so_of_an_action_there() -> None:
    grant = Layer("the section", max_effect=WRITE, is_grant=True)

    assert Deny(("the section allows nothing at Board",)) == judge(POST, Policy((grant,)))


class GetPin(
    BoardAction[Note],
    action="board.pins.get",
    endpoint="GET /pins.get",
    says="Show the pin {pin}",
    verbs=("show",),
    view=Line("{text}"),
):
    """Show what is pinned in some room, by an id that does not say which."""

    pin: Annotated[str, named_kind("pin", "p1", inside=ROOM)]
    """Pin to show."""


@for_each(
    ("places", "reasons"),
    [
        (("board:#lobby",), ("", "board:#eng-web", "p1, whose room nothing says")),
        (("board:#eng-*",), ("board:#lobby", "", "p1, whose room nothing says")),
        (("board:*",), ("", "", "p1, whose room nothing says")),
        (("acme/*",), ("board:#lobby", "board:#eng-web", "p1, whose room nothing says")),
    ],
)
def test_a_thing_is_judged_by_the_container_that_its_own_name_says(
    places: tuple[str, ...], reasons: tuple[str, ...]
) -> None:
    layer = Layer("the options", places=places)
    actions = (
        GetNote(note="lobby-12"),
        EditNote(note="eng-web-3", text="Hello"),
        GetPin(pin="p1"),
    )

    for action, outside in zip(actions, reasons, strict=True):
        reason = f"the options allows only {places[0]}, and not {outside}"
        found = judge(action, Policy((layer,)))
        assert found == Deny((reason,)) if outside else not isinstance(found, Deny)


_GLOBS = st.sampled_from(
    [
        "*",
        "*.*",
        "issues.*",
        "notes.*",
        "*.list",
        "github.*",
        "board.*",
        "board.notes.post",
        "b*",
        "",
    ]
)
_PLACES = st.sampled_from(["acme/*", "*/*", "github:*/*", "board:#*", "board:#lobby", "slack:#*"])
_LAYERS = st.builds(
    Layer,
    name=st.just("the options"),
    allow=st.none() | st.lists(_GLOBS, max_size=3).map(tuple),
    deny=st.lists(_GLOBS, max_size=2).map(tuple),
    places=st.none() | st.lists(_PLACES, max_size=3).map(tuple),
    max_effect=st.none() | st.sampled_from(Effect),
    is_grant=st.booleans(),
)
_OF_GITHUB = st.sampled_from(
    [
        ISSUE,
        ISSUES,
        ME,
        GetIssue(repo="beta/x", issue_number=1),
        CreateRepo(name="web"),
        DeleteRepo(repo="acme/web"),
    ]
)
_OF_BOARD = st.sampled_from(
    [POST, NOTES, ROOMS, WhoAmI(), GetNote(note="lobby-12"), EditNote(note="eng-3", text="Hi")]
)


def _without_board(layer: Layer) -> Layer:
    """Return a layer as it was written before there was another provider."""
    kept = {
        name: None
        if rules is None
        else tuple(rule for rule in rules if not rule.startswith("board"))
        for name, rules in (("allow", layer.allow), ("deny", layer.deny), ("places", layer.places))
    }
    return Layer(
        layer.name,
        kept["allow"],
        kept["deny"] or (),
        kept["places"],
        layer.max_effect,
        layer.is_grant,
    )


@settings(deadline=None)
@given(action=_OF_GITHUB, layer=_LAYERS)
def test_what_a_layer_says_of_another_provider_changes_nothing_at_github(
    action: Action[Any], layer: Layer
) -> None:
    before = judge(action, Policy((_without_board(layer),)))
    after = judge(action, Policy((layer,)))

    assert isinstance(before, Deny) == isinstance(after, Deny)


@settings(deadline=None)
@given(action=_OF_BOARD, layer=_LAYERS)
def test_a_layer_that_grants_and_does_not_name_a_provider_permits_nothing_there(
    action: Action[Any], layer: Layer
) -> None:
    layer = _without_board(layer)
    grants = layer.allow is not None or layer.places is not None or layer.is_grant

    assert isinstance(judge(action, Policy((layer,))), Deny) or not grants


CONFIGURE = "Add [providers.board] to the configuration, or take the rule away."


@for_each(
    ("layer", "message", "hint"),
    [
        (
            Layer("the file", allow=("board.notes.*",)),
            "board is not configured, and the file names 'board.notes.*'.",
            CONFIGURE,
        ),
        (
            Layer("the file", places=("board:#lobby",)),
            "board is not configured, and the file names 'board:#lobby'.",
            CONFIGURE,
        ),
        (
            Layer("the file", allow=("pigeon.notes.*",)),
            "No action is called 'pigeon.notes.*', which the file names.",
            "`aegis actions` lists the names.",
        ),
        (
            Layer("the file", places=("pigeon:#lobby",)),
            "'pigeon:#lobby', which the file names, is a place of no provider.",
            None,
        ),
    ],
)
def test_a_rule_of_a_provider_that_does_not_exist_is_a_mistake(
    layer: Layer, message: str, hint: str | None
) -> None:
    with pytest.raises(UsageError) as caught:
        check_layer(layer)

    assert (message, hint) == (caught.value.message, caught.value.hint)


def test_a_known_provider_that_is_not_configured_may_be_denied() -> None:
    check_layer(Layer("the file", deny=("board.*", "board.notes.post")))


@pytest.mark.usefixtures("board")
def test_rules_of_a_provider_that_exists_are_good_where_they_match_something() -> None:
    check_layer(
        Layer("the file", allow=("board.notes.*",), deny=("rooms.list",), places=("board:#eng-*",))
    )

    for wrong in (Layer("x", allow=("notes.*",)), Layer("x", deny=("board.none",))):
        with pytest.raises(UsageError, match="No action is called"):
            check_layer(wrong)
    with pytest.raises(UsageError, match="The room pattern 'board:lobby' of x is not #NAME"):
        check_layer(Layer("x", places=("board:lobby",)))


@pytest.mark.usefixtures("board")
@for_each(
    ("rules", "titles"),
    [
        ({}, []),
        ({"deny": ("*",)}, []),
        ({"max_effect": Effect.READ}, []),
        ({"allow": ("issues.*",)}, ["Board"]),
        ({"allow": ("board.*",)}, ["GitHub"]),
        ({"allow": ("*", "board.notes.list")}, []),
        ({"allow": ()}, ["Board", "GitHub"]),
        ({"places": ("acme/*",)}, ["Board"]),
        ({"places": ("board:#lobby",)}, ["GitHub"]),
        ({"places": ("acme/*", "board:#lobby")}, []),
        ({"places": ("acme/*", "board:#lobby"), "allow": ("issues.*",)}, ["Board"]),
        ({"is_grant": True, "max_effect": Effect.WRITE}, ["Board"]),
    ],
)
def test_a_start_says_at_which_providers_a_rule_allows_nothing(
    rules: dict[str, Any], titles: list[str]
) -> None:
    said = [f"rules names nothing of {title}, so it allows nothing there." for title in titles]

    assert said == [*providers_without_rules(Layer("rules", **rules))]


@for_each("rules", [{"allow": ()}, {"places": ("acme/*",)}, {"is_grant": True}])
def test_a_start_says_nothing_of_it_where_github_is_the_only_provider(
    rules: dict[str, Any],
) -> None:
    assert [] == [*providers_without_rules(Layer("rules", **rules))]
