"""Ids at the store: one for all spellings of a name, and none that is another name's."""

import re

from hypothesis import given
from hypothesis import strategies as st

from aegis_cli.actions.provider.names import Place
from aegis_cli.broker.authorization.ids import (
    action_id,
    all_actions_id,
    container_ids,
    group_ids,
    own_account_ids,
    role_id,
    user_id,
)
from aegis_cli.providers.github.nouns.issues.issue_changes import CloseIssue
from tests.helpers.rows import for_each
from tests.other_providers.board.notes import ListNotes

VALID = re.compile(r"(user|role|container|action):[A-Za-z0-9._|@+=/-]+\Z")
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


@for_each(
    ("found", "wanted"),
    [
        (user_id("auth0|7"), "user:auth0|7"),
        (user_id("oauth2|jira|557058:f58"), "user:oauth2|jira|557058=3Af58"),
        (user_id("*"), "user:=2A"),
        (user_id("a#member"), "user:a=23member"),
        (role_id("Site Admin"), "role:Site=20Admin"),
        (container_ids(Place("github", "ACME/Web"))[-1], "container:github/acme/web"),
        (container_ids(Place("github", "acme"))[-1], "container:github/acme"),
        (container_ids(Place("github"))[-1], "container:github"),
        (own_account_ids("github")[-1], "container:github/@me"),
        (container_ids(Place("github", "@me"))[-1], "container:github/=40me"),
        (user_id("\ud800"), "user:=ED=A0=80"),
        (container_ids(Place("slack", "#releases"))[-1], "container:slack/=23releases"),
        (action_id(CloseIssue), "action:github/issues.close"),
        (all_actions_id(CloseIssue), "action:github"),
    ],
)
def test_the_id_of_a_name(found: str, wanted: str) -> None:
    assert wanted == found


def test_each_id_is_within_the_one_before() -> None:
    assert (
        "container:@all",
        "container:github",
        "container:github/acme",
        "container:github/acme/web",
    ) == container_ids(Place("github", "acme/web"))


def test_an_action_is_in_the_group_of_its_noun_and_of_its_effect() -> None:
    assert ("action:github/issues", "action:github/effect/write") == group_ids(CloseIssue)
    assert "action:board/notes" == group_ids(ListNotes)[0]


@given(NAMES)
def test_no_spelling_has_an_id_of_its_own(name: str) -> None:
    plain = container_ids(Place("github", f"acme/{name}"))
    for spelled in (name.upper(), name.lower(), name.swapcase(), name.title()):
        if spelled.lower() == name.lower():
            assert plain == container_ids(Place("github", f"ACME/{spelled}"))


@given(NAMES, NAMES)
def test_two_names_have_one_id_only_if_they_are_one_name(one: str, other: str) -> None:
    assert (user_id(one) == user_id(other)) == (one == other)
    assert (role_id(one) == role_id(other)) == (one == other)


@given(NAMES, NAMES)
def test_what_a_name_holds_never_leaves_its_own_part_of_the_id(owner: str, name: str) -> None:
    for id_ in (user_id(name), role_id(name), *container_ids(Place("github", f"{owner}/{name}"))):
        assert VALID.match(id_), id_
        assert 1 == id_.count(":")
