"""A row that its list shows whole is not read before the question; any other is."""

from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.core.secret import Secret
from aegis_cli.errors import Status
from aegis_cli.planning.wire import WireArgument, WirePlan, WireStep
from aegis_cli.request.policy import Layer, Policy
from aegis_cli.request.ports import Session
from tests.helpers.world import ME, REPO, Stage, rules
from tests.request.test_looping import (
    CLOSE,
    COMMENT,
    LIST,
    NEW,
    OLD,
    STALE,
    each,
    issue,
    listing,
    stage,
)

SAID = "close every issue of acme/web"
GET = "issues.get"


def whole(number: int, updated: str = OLD, **more: Any) -> dict[str, Any]:
    """Make an issue with all that a list of GitHub has of one."""
    rest = {"id": 1_000 + number, "locked": False, "pull_request": None, "body": "It is old."}
    return issue(number, updated, **rest | more)


def reads(at: Stage) -> int:
    """Return how many rows were read before the question."""
    return sum(action.facts.action == GET for action in at.looked_up)


def target(at: Stage, row: int = 0) -> str:
    """Return what the question says of a row."""
    return dict(at.previews[-1].items[row].things)["target"]


def test_a_row_that_its_list_shows_whole_is_not_read_before_the_question() -> None:
    at = stage([whole(3), whole(8)], each(CLOSE))
    result = at.hears(SAID)
    assert (Status.DONE, 0) == (result.status, reads(at))
    assert 'issue acme/web#8: "Issue 8", open' == target(at, 1)


def test_the_question_says_the_same_as_after_a_read() -> None:
    closed: dict[str, Any] = {"state": "closed", "state_reason": "not_planned", "locked": True}
    seen = whole(3, labels=[{"name": "stale", "color": "ffffff"}], **closed)
    by_list = stage([seen], each("issues.reopen"))
    by_read = stage([seen | {"id": None}], each("issues.reopen"), answers={GET: seen})
    for at in (by_list, by_read):
        at.hears("reopen every issue of acme/web")
    assert (0, 1) == (reads(by_list), reads(by_read))
    assert 'issue acme/web#3: "Issue 3", closed as not planned, locked' == target(by_list)
    assert by_read.previews[-1].items == by_list.previews[-1].items
    assert by_list.approved == by_read.approved


def test_what_the_list_says_is_pinned_with_its_stamp_and_read_again_before_the_write() -> None:
    at = stage([whole(3, OLD)], each(CLOSE), answers={GET: whole(3, NEW)})
    at.hears(SAID)
    assert at.approved is not None
    ((pinned,),) = (call.preconditions for call in at.approved.calls)
    assert GET == pinned.read.facts.action
    assert ("updated_at", OLD) in pinned.pins
    assert pinned.holds(whole(3, OLD))
    assert not pinned.holds(whole(3, NEW))
    assert not pinned.holds(whole(3, OLD, id=7))


@pytest.mark.parametrize(
    "listed",
    [
        whole(3, id=None),
        whole(3, updated=None),  # type: ignore[arg-type]  # what an answer may lack
        whole(3, html_url="https://github.com/acme/api/issues/3"),
        whole(3, html_url="https://github.com/acme/web/issues/4"),
        whole(3, html_url="https://github.com/acme/web/discussions/3"),
        whole(3, html_url="https://github.com/acme/web/issues/3?to=acme/api/issues/3"),
        whole(3, html_url="https://github.com/evil/acme/web/issues/3"),
        whole(3, html_url="javascript:acme/web/issues/3"),
        whole(3, html_url=""),
    ],
    ids=[
        "no id",
        "no stamp",
        "another repository",
        "another number",
        "another kind",
        "a query",
        "a longer path",
        "no page",
        "no address",
    ],
)
def test_a_row_that_lacks_what_is_pinned_or_stands_elsewhere_is_read(
    listed: dict[str, Any],
) -> None:
    at = stage([listed], each(CLOSE), answers={GET: whole(3)})
    at.hears(SAID)
    assert 1 == reads(at)


def test_a_pull_request_among_issues_is_called_one() -> None:
    page = "https://github.com/acme/web/pull/3"
    pull = whole(3, pull_request={"merged_at": None}, html_url=page)
    at = stage([pull], each(COMMENT, body="Stale."))
    at.hears("comment 'Stale.' on every issue of acme/web")
    assert target(at).startswith("pull request acme/web#3")


def test_a_row_of_a_search_is_read_since_an_index_may_be_old() -> None:
    search = WireStep(id="s1", action="issues.search", args=[WireArgument(name="text", value="x")])
    found = whole(3) | {"repository_url": "https://api.github.com/repos/acme/web"}
    at = stage([], search, each(CLOSE), answers={"issues.search": [found], GET: whole(3)})
    at.hears("close every issue with x")
    assert 1 == reads(at)


def test_a_row_that_may_not_be_read_is_not_written_to_however_the_list_shows_it() -> None:
    at = stage([whole(3)], each(COMMENT, body="Stale."))
    result = at.hears(
        "comment 'Stale.' on every issue of acme/web",
        rules(Policy((Layer("the rules", deny=(GET,)),))),
    )
    assert (Status.DENIED, None) == (result.status, at.approved)


def test_what_a_step_beside_the_rows_is_about_is_read() -> None:
    number, title = WireArgument(name="issue_number", value="3"), WireArgument(name="title")
    before = WireStep(
        id="s0",
        action="issues.update",
        args=[
            WireArgument(name="repo", value="acme/web"),
            number,
            title.model_copy(update={"value": "Z"}),
        ],
    )
    plan = WirePlan(steps=[before, listing(), each(CLOSE)])
    answers = {"users.get_me": ME, "repos.get": REPO, LIST: [whole(3)], GET: whole(3, NEW)}
    at = Stage(plan, answers=answers)
    result = at.hears("rename #3 of acme/web to Z and close every issue of acme/web")
    assert 1 == reads(at)
    assert "has changed since it was listed" in result.outcomes[-1].reason


def test_what_one_person_listed_is_read_again_for_another() -> None:
    at = stage([whole(3)], each(CLOSE), answers={GET: whole(3)})
    given = iter(("auth0|1", "auth0|2"))

    def session(scope: tuple[str, ...]) -> Session:
        subject = next(given)
        return Session(Secret(subject), frozenset(scope), "Mona Lisa", subject, 900.0)

    at.session = session  # type: ignore[method-assign]  # somebody else signs in
    at.hears(STALE, replace(rules(), max_writes=3))
    assert 1 == reads(at)


def test_a_step_that_makes_something_beside_the_rows_hides_none_of_them() -> None:
    made = WireStep(
        id="s3",
        action="issues.create",
        args=[
            WireArgument(name="repo", value="acme/web"),
            WireArgument(name="title", value="Swept"),
        ],
    )
    at = stage([whole(3), whole(8)], each(CLOSE), made)
    result = at.hears("close every issue of acme/web and open the issue 'Swept'")
    assert (Status.DONE, 0, 3) == (result.status, reads(at), len(at.asked))


def test_a_row_whose_id_a_look_up_finds_is_read_before_the_question() -> None:
    seen = whole(3, node_id="I_3")
    at = stage([seen], each("issues.pin"), answers={GET: seen})
    at.hears("pin every issue of acme/web")
    assert reads(at)
