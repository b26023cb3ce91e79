"""Actions are found by words, also by those with which people ask for them."""

from aegis_cli.mcp.action_search import found_actions, not_served
from tests.helpers.rows import for_each


@for_each(
    ("words", "first"),
    [
        ("close issue", "issues.close("),
        ("list my repositories", "repos.list_mine("),
        ("merge a pull request", "pulls.merge("),
        ("list the comments on an issue", "issues.list_comments("),
        ("who am I", "users.get_me("),
        ("my login", "users.get_me("),
        ("open a PR", "pulls.create("),
    ],
)
def test_what_fits_best_comes_first(words: str, first: str) -> None:
    found = found_actions(words, detail=False)

    assert found[0]["signature"].startswith(first)
    assert len(found) <= 10
    reads = first.partition(".")[2].startswith(("list", "get"))
    assert found[0]["tool"] == ("read_action" if reads else "propose_writes")
    assert found[0]["summary"]


def test_with_detail_the_schema_of_a_few_comes_along() -> None:
    found = found_actions("close issue", detail=True)

    assert len(found) == 3
    assert found[0]["tool"] == "propose_writes"
    assert found[0]["fields"]["required"] == ["repo", "issue_number"]
    assert "state" not in found[0]["fields"]["properties"]


def test_words_that_fit_nothing_find_nothing() -> None:
    assert found_actions("xyzzy", detail=False) == []


def test_what_only_git_does_is_said_and_nothing_else_is() -> None:
    assert not_served("Push my branch, or clone") == (
        "To push or clone, use git yourself: aegis has no action for it."
    )
    assert not_served("list pull requests with pushed commits") == ""
