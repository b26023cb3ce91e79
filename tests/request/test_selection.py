"""What can be written of a result in place of all of it, and which address is a page."""

from typing import Any

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.errors import AegisError, Code, Failed, UsageError
from aegis_cli.planning.expansion import Act
from aegis_cli.providers.github.nouns.context.rate_limit import GetRateLimit
from aegis_cli.providers.github.nouns.context.users import GetMe
from aegis_cli.providers.github.nouns.issues.issue_changes import CloseIssue
from aegis_cli.providers.github.nouns.issues.issues import GetIssue, ListIssues
from aegis_cli.providers.github.nouns.labels.labels import GetLabel, ListLabels
from aegis_cli.providers.github.nouns.pull_requests.pulls import GetDiff
from aegis_cli.request.selection import Selection, page_of
from tests.helpers.act_factory import act_of
from tests.helpers.rows import for_each

GITHUB = "https://api.github.com"
LABELS = ListLabels(repo="acme/web")
ISSUE = GetIssue(repo="acme/web", issue_number=12)
CLOSE = CloseIssue(repo="acme/web", issue_number=12)
PAGE = Selection(is_page=True)


def act(action: Action[Any], base: str = GITHUB) -> Act:
    return act_of("s1", action, {}, base=base)


@for_each(
    ("selection", "actions", "message"),
    [
        (Selection(("name",)), (CLOSE,), "--json is for what only reads, and issues.close chan"),
        (PAGE, (CLOSE,), "--web is for what only reads, and issues.close changes something."),
        (Selection(("name",)), (LABELS, CLOSE), "--json is for what only reads"),
        (Selection(("name",)), (LABELS, LABELS), "--json is for one result, and this would have 2"),
        (PAGE, (ISSUE, ISSUE), "--web is for one result, and this would have 2."),
        (
            Selection(),
            (LABELS,),
            "Specify one or more comma-separated fields for `--json`:\ncolor\n",
        ),
        (
            Selection(("name", "title")),
            (LABELS,),
            'Unknown JSON field: "title"\nAvailable fields:\nc',
        ),
        (
            Selection(("title",)),
            (GetDiff(repo="acme/web", pull_number=7),),
            "What pulls.get_diff answers has no fields.",
        ),
        (PAGE, (GetRateLimit(),), "What rate_limit.get answers has no page at GitHub."),
    ],
)
def test_what_cannot_be_selected_is_refused_with_the_reason(
    selection: Selection, actions: tuple[Action[Any], ...], message: str
) -> None:
    with pytest.raises(UsageError) as raised:
        selection.require(tuple(map(act, actions)))

    assert Code.BAD_USAGE is raised.value.code
    assert raised.value.message.startswith(message)


@for_each(
    ("selection", "action"),
    [
        (Selection(("name", "color")), LABELS),
        (Selection(("title",)), ISSUE),
        (PAGE, LABELS),
        (PAGE, ISSUE),
        (PAGE, GetMe()),
        (PAGE, GetLabel(repo="acme/web", name="bug")),
    ],
)
def test_a_read_whose_result_has_it_is_let_through(
    selection: Selection, action: Action[Any]
) -> None:
    selection.require((act(action),))


ENTERPRISE = "https://ghes.example/api/v3"


@for_each(
    ("action", "base", "data", "page"),
    [
        (ISSUE, GITHUB, {"html_url": "https://github.com/acme/web/pull/12"}, "acme/web/pull/12"),
        (
            ISSUE,
            GITHUB,
            {"html_url": "https://GitHub.com/Acme/web/a?b=c%20d#e"},
            "Acme/web/a?b=c%20d#e",
        ),
        (ISSUE, "http://127.0.0.1:1", {"html_url": "https://github.com/acme/web"}, "acme/web"),
        (ISSUE, "http://127.0.0.1:1", {}, "acme/web/issues/12"),
        (LABELS, GITHUB, [{"html_url": "https://github.com/a"}], "acme/web/labels"),
        (ListIssues(repo="acme/web", state="closed"), GITHUB, [], "acme/web/issues"),
        (ISSUE, ENTERPRISE, {"html_url": "https://ghes.example/acme/web/a"}, "acme/web/a"),
    ],
)
def test_the_page_is_that_of_the_result_or_of_what_was_asked_for(
    action: Action[Any], base: str, data: Any, page: str
) -> None:
    address = page_of(act(action, base), data)

    assert page == address.split("/", 3)[3]
    assert ("ghes.example" if base == ENTERPRISE else "github.com") == address.split("/")[2].lower()


HOSTILE = [
    "http://github.com/a",
    "https://github.com.evil.example/a",
    "https://github.com@evil.example/a",
    "https://evil.example/github.com",
    "https://github.com:444/a",
    "https://github.com\\@evil.example/a",
    "https://github.com/a\x1b[31m",
    "https://github.com/a b",
    "https://github.com/a\n",
    "https://github.com/\u202ea",
    "https://github.com/a'$(id)",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "-https://github.com/a",
    "https://ghes.example/a",
    "https://github.com/login/oauth/authorize?client_id=x",
    "https://github.com/acme/web/../../login/oauth/authorize",
    "https://github.com/acme/web/%2e%2e/%2e%2e/login",
    "https://github.com/acme/web//settings",
    "https://github.com/evil/web/issues/12",
    "https://github.com/acme/webby/issues/12",
    "https://github.com/settings/tokens",
    "https://github.com",
    "",
    None,
    ["https://github.com/a"],
]


@for_each("address", HOSTILE, ids=repr)
def test_another_address_is_no_page_whoever_wrote_it(address: Any) -> None:
    found = page_of(act(ISSUE), {"html_url": address})

    assert "https://github.com/acme/web/issues/12" == found


@pytest.mark.parametrize("path", ["/login/oauth/authorize", "/settings/profile", "/logout", "/.."])
def test_of_what_is_in_no_place_a_sign_in_is_no_page(path: str) -> None:
    with pytest.raises(Failed, match="names no page"):
        page_of(act(GetMe()), {"html_url": f"https://github.com{path}"})


def test_where_neither_has_a_page_that_is_told() -> None:
    with pytest.raises(AegisError) as raised:
        page_of(act(GetMe()), {"html_url": "https://evil.example/mona"})

    assert isinstance(raised.value, Failed)
    assert "The answer names no page at GitHub." == raised.value.message


def test_the_fields_that_were_named_are_what_is_written() -> None:
    data = [{"name": "bug", "color": "d73a4a", "description": None}]

    assert [{"color": "d73a4a", "name": "bug"}] == Selection(("name", "color")).of(data)
