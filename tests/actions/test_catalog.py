"""The catalogue knows every action in a few words, and imports a class when it is asked for."""

import re
from collections.abc import Callable

import pytest

from aegis_cli.actions.catalog import ENTRIES, fields_of, load, load_all, matching, similar
from aegis_cli.actions.fields import is_constant
from aegis_cli.actions.index import ROWS

# The actions that the issue asks for.
PROMISED = [
    "users.get_me",
    "repos.list_mine",
    "repos.get",
    "repos.create",
    "repos.delete",
    "repos.list_languages",
    "issues.list",
    "issues.get",
    "issues.create",
    "issues.update",
    "issues.close",
    "issues.reopen",
    "issues.add_comment",
    "issues.list_comments",
    "issues.add_labels",
    "issues.remove_label",
    "issues.add_assignees",
    "labels.list",
    "pulls.list",
    "rate_limit.get",
    "stats.contributors",
    "stats.commit_activity",
    "stats.participation",
]


def test_the_catalogue_holds_exactly_what_is_promised() -> None:
    assert sorted(PROMISED) == list(ENTRIES)


def test_no_name_is_used_twice() -> None:
    assert len(ROWS) == len(ENTRIES) == len({cls.facts.action for cls in load_all()})


@pytest.mark.parametrize("name", PROMISED)
def test_what_is_said_of_an_action_is_what_its_class_says(name: str) -> None:
    entry, cls = ENTRIES[name], load(name)

    assert (name, entry.cls, entry.effect) == (
        cls.facts.action,
        cls.__name__,
        str(cls.facts.effect),
    )
    assert (cls.__doc__ or "").startswith(entry.summary)
    assert entry.module == cls.__module__
    assert cls.__module__.startswith("aegis_cli.providers.github.nouns.")
    assert name.startswith(f"{entry.noun}.")


@pytest.mark.parametrize("name", PROMISED)
def test_a_signature_names_every_field_but_the_constants(name: str) -> None:
    entry, fields = ENTRIES[name], load(name).model_fields

    asked = [field for field, info in fields.items() if not is_constant(info)]
    arguments = entry.signature.removeprefix(f"{name}(").removesuffix(")")
    assert asked == re.findall(r"(?:^|, )(\w+)", arguments)


@pytest.mark.parametrize("look_up", [load, fields_of])
def test_a_name_that_nobody_declared_is_an_error(look_up: Callable[[str], object]) -> None:
    with pytest.raises(KeyError):
        look_up("issues.destroy")


@pytest.mark.parametrize(
    ("names", "pattern"),
    [
        (["stats.commit_activity", "stats.contributors", "stats.participation"], "stats.*"),
        (["issues.get", "repos.get", "rate_limit.get"], "*.get"),
        (["issues.get"], "issues.get"),
        ([], "issues"),
        ([], "ISSUES.*"),
        ([], "nothing.*"),
        (PROMISED, "*"),
    ],
)
def test_a_pattern_covers_whole_names_only(names: list[str], pattern: str) -> None:
    assert set(names) == set(matching(pattern))


def test_a_mistyped_name_has_suggestions() -> None:
    assert "issues.create" == similar("issues.creat")[0]
    assert len(similar("issues")) <= 3
    assert () == similar("zzzz")
