"""The kinds of value: what GitHub's own rules let through, and the role of each."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from aegis_cli.actions.fields.field_types import Direction, Limit
from aegis_cli.actions.fields.kinds import Kind, Role, Synonyms
from aegis_cli.core.uri_template import expand
from aegis_cli.errors import Code, UsageError
from aegis_cli.providers.github.github_types import (
    Body,
    Branch,
    CommentBody,
    Description,
    IssueNumber,
    Label,
    Login,
    NewRepoName,
    OwnerName,
    PullNumber,
    RepoName,
    TeamSlug,
    Title,
)
from aegis_cli.providers.github.repositories import REPOSITORY
from tests.helpers.rows import for_each

TYPES: dict[str, Any] = {
    "repo": RepoName,
    "new repo": NewRepoName,
    "number": IssueNumber,
    "login": Login,
    "label": Label,
    "branch": Branch,
    "owner": OwnerName,
    "team": TeamSlug,
    "pull": PullNumber,
    "title": Title,
    "body": Body,
    "comment": CommentBody,
    "description": Description,
    "limit": Limit,
}

ACCEPTED = [
    ("owner", "acme", "acme"),
    ("owner", "Acme-Corp", "Acme-Corp"),
    ("team", "web-reviewers", "web-reviewers"),
    ("pull", "12", 12),
    ("repo", "acme/web", "acme/web"),
    ("repo", "Acme-Corp/Web.js", "Acme-Corp/Web.js"),
    ("repo", "jane_acme/_x-", "jane_acme/_x-"),
    ("repo", "acme/web.git", "acme/web"),
    ("repo", "acme/web.git.git", "acme/web"),
    ("repo", "acme/web.GIT", "acme/web"),
    ("repo", "a/" + "b" * 100, "a/" + "b" * 100),
    ("new repo", "web-2.0_x", "web-2.0_x"),
    ("number", 1, 1),
    ("number", "12", 12),
    ("number", 2_147_483_647, 2_147_483_647),
    ("login", "octocat", "octocat"),
    ("login", "@octocat", "octocat"),
    ("login", "dependabot[bot]", "dependabot[bot]"),
    ("login", "@me", "@me"),
    ("login", "@ME", "@me"),
    ("login", "@Me", "@me"),
    ("login", "a" * 39, "a" * 39),
    ("label", "good first issue", "good first issue"),
    ("label", "kind/bug", "kind/bug"),
    ("label", "X", "X"),
    ("label", "🐛", "🐛"),
    ("branch", "octocat:fix/the-thing", "octocat:fix/the-thing"),
    ("title", "Crash on start", "Crash on start"),
    ("title", "t" * 256, "t" * 256),
    ("body", "", ""),
    ("body", "a\nb", "a\nb"),
    ("body", "b" * 65_536, "b" * 65_536),
    ("comment", "Done.", "Done."),
    ("description", "", ""),
    ("limit", 1_000, 1_000),
]

REFUSED = [
    ("owner", "acme/web"),
    ("owner", "@me"),
    ("owner", ""),
    ("team", "Web Reviewers"),
    ("team", "acme/web"),
    ("team", ""),
    ("repo", "acme"),
    ("repo", "acme/"),
    ("repo", "/web"),
    ("repo", "acme/web/issues"),
    ("repo", "acme/.."),
    ("repo", "acme/."),
    ("repo", "acme/...git"),
    ("repo", "acme/.git"),
    ("repo", "../user"),
    ("repo", "acme/we b"),
    ("repo", "acme/web\n"),
    ("repo", "acme/web%2f.."),
    ("repo", "-acme/web"),
    ("repo", "acme-/web"),
    ("repo", "аcme/web"),  # noqa: RUF001  # a Cyrillic letter
    ("repo", "acme/web?x"),
    ("repo", "https://github.com/acme/web"),
    ("repo", "a" * 40 + "/web"),
    ("repo", "a/" + "b" * 101),
    ("new repo", ""),
    ("new repo", "acme/web"),
    ("new repo", "web\n"),
    ("new repo", "."),
    ("new repo", ".."),
    ("new repo", "w" * 101),
    ("number", 0),
    ("number", -1),
    ("number", 2_147_483_648),
    ("number", 1.5),
    ("number", "#12"),
    ("number", "twelve"),
    ("number", None),
    ("login", ""),
    ("login", "@"),
    ("login", "octo cat"),
    ("login", "octo/cat"),
    ("login", "octocat\n"),
    ("login", "me@example.org"),
    ("login", "a" * 40),
    ("login", "[bot]"),
    ("label", ""),
    ("label", "a,b"),
    ("label", "."),
    ("label", ".."),
    ("label", "/"),
    ("label", "a/../b"),
    ("label", "a\nb"),
    ("label", "a\x1bb"),
    ("label", "a\x7fb"),
    ("label", "a\x9bb"),
    ("label", "\ud800"),
    ("label", "l" * 51),
    ("branch", ""),
    ("branch", "a\x00"),
    ("branch", "\ud800"),
    ("branch", "b" * 245),
    ("title", ""),
    ("title", " \n\t"),
    ("title", "t" * 257),
    ("title", "a\x00b"),
    ("body", "\x00"),
    ("body", "\ud800"),
    ("body", "b" * 65_537),
    ("comment", ""),
    ("comment", " \n"),
    ("comment", "c" * 65_537),
    ("description", "d" * 351),
    ("limit", 0),
    ("limit", 1_001),
]


@for_each(("kind", "value", "kept"), ACCEPTED)
def test_a_value_that_github_accepts_is_accepted(kind: str, value: Any, kept: Any) -> None:
    assert kept == TypeAdapter(TYPES[kind]).validate_python(value)


@for_each(("kind", "value"), REFUSED)
def test_a_value_that_github_refuses_is_refused_before_it_is_sent(kind: str, value: Any) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(TYPES[kind]).validate_python(value)


@for_each(
    ("kind", "value", "reason"),
    [
        ("repo", "acme", "a repository is written OWNER/NAME, as in acme/web"),
        ("new repo", "..", "a repository cannot have this name"),
        ("login", "octo cat", "a login has letters, digits and hyphens only"),
        ("owner", "acme/web", "an organisation is a name such as acme"),
        ("team", "acme/web", "a team is written as in its address, such as web-reviewers"),
        ("number", "#12", "a number is written in digits"),
        ("label", "a,b", "a label has no commas and no control characters"),
        ("label", "..", "no path can hold this label"),
        ("body", "\x00", "the text holds a character that GitHub does not accept"),
    ],
)
def test_who_writes_a_wrong_value_is_told_how_it_is_written(
    kind: str, value: str, reason: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(TYPES[kind]).validate_python(value)

    assert f"Value error, {reason}" == caught.value.errors()[0]["msg"]


def test_a_repository_from_an_option_or_the_environment_is_checked_in_the_same_way() -> None:
    assert "acme/web" == REPOSITORY.named_here("acme/web.git")
    with pytest.raises(UsageError) as caught:
        REPOSITORY.named_here("acme/..")

    error = caught.value
    assert (Code.BAD_USAGE, "Check -R and GH_REPO.") == (error.code, error.hint)
    assert "'acme/..' is not a repository: a repository is written OWNER/NAME, as in acme/web." == (
        error.message
    )
    assert None is caught.value.__context__


@given(st.from_regex(r"[-A-Za-z0-9_./@%~]{1,12}/[-A-Za-z0-9_./%~]{1,12}", fullmatch=True))
@example("a/..git.git")
def test_an_accepted_repository_is_two_plain_segments_of_a_path(text: str) -> None:
    try:
        repo = TypeAdapter[str](RepoName).validate_python(text)
    except ValidationError:
        return

    assert f"/repos/{repo}" == expand("/repos/{repo}", {"repo": repo}, slashed={"repo"})
    assert 1 == repo.count("/")


@given(st.text(max_size=60))
def test_an_accepted_label_can_always_stand_in_a_path_and_in_json(text: str) -> None:
    try:
        label = TypeAdapter[str](Label).validate_python(text)
    except ValidationError:
        return

    assert expand("/labels/{name}", {"name": label}).isascii()
    assert label.encode().decode() == label


def is_of(type_: Any, role: Role) -> bool:
    return any(isinstance(item, Kind) and item.role is role for item in type_.__metadata__)


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        (Role.TARGET, "repo|new repo|number|login|label|branch|owner|team|pull".split("|")),
        (Role.PAYLOAD, ["title", "body", "comment", "description"]),
        (Role.BOUND, ["limit"]),
    ],
)
def test_each_kind_of_value_has_the_role_that_policy_derives_from(
    role: Role, kinds: list[str]
) -> None:
    found = {kind for kind, type_ in TYPES.items() if is_of(type_, role)}

    assert set(kinds) == found


def test_a_direction_is_also_named_by_what_comes_first() -> None:
    (synonyms,) = (item for item in Direction.__metadata__ if isinstance(item, Synonyms))  # type: ignore[attr-defined]  # an alias of Annotated

    assert {"asc", "desc"} == set(synonyms.words)
    assert "newest" in synonyms.words["desc"]
    assert "oldest" in synonyms.words["asc"]
