"""The catalogue knows every action in a few words, and imports a class when it is asked for."""

import re
from collections.abc import Callable

import pytest

from aegis_cli.actions import catalog
from aegis_cli.actions.catalog import ENTRIES, fields_of, load, load_all, nearest, similar
from aegis_cli.actions.fields.fields import is_constant, never_given
from aegis_cli.actions.provider.names import forbids, permits
from tests.helpers.rows import for_each


def test_no_name_is_used_twice() -> None:
    assert len(ENTRIES) == len({cls.facts.action for cls in load_all()})


def test_a_phrase_stands_for_one_action() -> None:
    # `--confirm "acme/web#12"` must not approve a deletion where a person meant a merge.
    confirmed_actions = (cls.facts.confirmation for cls in load_all())
    phrases = [
        re.sub(r"\{.*?\}", "{}", confirmation.phrase)
        for confirmation in confirmed_actions
        if confirmation
    ]

    assert sorted({*phrases}) == sorted(phrases)


@for_each("name", ENTRIES)
def test_a_signature_names_every_field_but_the_constants(name: str) -> None:
    entry, fields = ENTRIES[name], load(name).model_fields

    found = never_given(load(name))
    asked = [n for n, info in fields.items() if not is_constant(info) and n not in found]
    without_objects = re.sub(r"\{.*?\}", "", entry.signature)
    arguments = without_objects.removeprefix(f"{name}(").removesuffix(")")
    assert asked == re.findall(r"(?:^|, )(\w+)", arguments)


@pytest.mark.parametrize("said", ["issues.creat", "zzzz", "", "issues.remove"])
def test_three_names_come_nearest_to_any_other(said: str) -> None:
    found = nearest(said)

    assert 3 == len({*found} & ENTRIES.keys())
    assert found[: len(similar(said))] == similar(said)


@pytest.mark.parametrize("look_up", [load, fields_of])
def test_a_name_that_nobody_declared_is_an_error(look_up: Callable[[str], object]) -> None:
    with pytest.raises(KeyError):
        look_up("issues.destroy")


@for_each(
    ("names", "pattern"),
    [
        ([name for name in ENTRIES if name.startswith("stats.")], "stats.*"),
        ([name for name in ENTRIES if name.endswith(".get")], "*.get"),
        (["issues.get"], "issues.get"),
        ([], "issues"),
        ([], "ISSUES.*"),
        ([], "nothing.*"),
        ([*ENTRIES], "*"),
    ],
)
def test_a_pattern_covers_whole_names_only(names: list[str], pattern: str) -> None:
    assert names == [name for name in ENTRIES if permits(pattern, name)]
    assert names == [name for name in ENTRIES if forbids(pattern, name)]


@for_each(
    ("said", "meant"),
    [
        *((f"issues.{word}", "issues.get") for word in ("show", "view", "read")),
        *((f"issues.{word}", "issues.create") for word in ("new", "open", "add")),
        *((f"{noun}.remove", f"{noun}.delete") for noun in ("issues", "labels", "milestones")),
        *((f"pulls.{word}", "pulls.update") for word in ("edit", "change")),
        *((f"{noun}.ls", f"{noun}.list") for noun in ("issues", "pulls", "labels")),
        ("issue.show", "issues.get"),
        ("labels.add", "labels.create"),
        ("repos.ls", "repos.list_mine"),
        ("pulls.show_diff", "pulls.get_diff"),
        ("issues.edit_comment", "issues.update_comment"),
        ("pulls.approve", "reviews.create"),
        ("issues.reprioritise_sub_issue", "issues.reprioritize_sub_issue"),
        ("issues.get_labels", "issues.set_labels"),
    ],
)
def test_a_verb_that_a_person_would_use_leads_to_the_action(said: str, meant: str) -> None:
    assert meant == similar(said)[0]


def test_a_mistyped_name_has_suggestions() -> None:
    assert "issues.create" == similar("issues.creat")[0]
    assert len(similar("issues")) <= 3
    assert () == similar("zzzz")


def test_a_provider_has_actions_where_it_exists_and_is_known_before() -> None:
    github = [*ENTRIES]
    assert ("board", "github", "jira", "slack") == catalog.known_providers()

    catalog.enable_providers(["board"])
    try:
        assert ("board", "github") == catalog.providers()
        assert {*ENTRIES} - {*github} == {
            *("board.members.get_me", "board.notes.close", "board.notes.edit"),
            *("board.notes.get", "board.notes.list", "board.notes.post"),
            *("board.rooms.get", "board.rooms.list"),
        }
        assert "board.notes" in catalog.nouns()
        assert ["room", "text"] == [field.name for field in fields_of("board.notes.post")]
        assert "board.notes.post" == load("board.notes.post").facts.action
        assert "board.notes.list" in similar("board.notes.show")
    finally:
        catalog.enable_providers([])

    assert github == [*ENTRIES]
    for name in ("board.notes.post", "notes.post"):
        assert name not in ENTRIES


@for_each(
    ("name", "message", "hint"),
    [
        (
            "board.notes.post",
            "board is not configured: there is no action 'board.notes.post'.",
            "Add [providers.board] to the configuration: `aegis config edit` opens it.",
        ),
        ("board", "board is not configured: there is no action 'board'.", "Add [providers.board]"),
        ("pigeon.notes.post", "There is no action 'pigeon.notes.post'.", "Look."),
        ("issues.lst", "There is no action 'issues.lst'.", "Did you mean issues.list"),
        ("\x1b[2J", "There is no action '\\x1b[2J'.", "Look."),
    ],
)
def test_a_name_that_no_action_has_is_told_with_what_may_be_meant(
    name: str, message: str, hint: str
) -> None:
    error = catalog.unknown(name, "Look.")

    assert message == error.message
    assert (error.hint or "").startswith(hint)


def test_no_noun_of_github_is_the_name_of_a_provider() -> None:
    assert not {*catalog.nouns()} & {*catalog.known_providers()}
