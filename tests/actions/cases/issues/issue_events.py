"""The cases of actions on what happened to an issue."""

from typing import Any

from aegis_cli.providers.github.nouns.issues.issue_events import ListEvents, ListTimeline
from tests.actions.case import Case
from tests.actions.cases.issues.issues import ISSUE


def _event(id: int, event: str, **more: Any) -> dict[str, Any]:  # noqa: A002
    when = f"2026-11-{10 + id}T10:00:00Z"
    return {"id": id, "event": event, "actor": {"login": "mona"}, "created_at": when, **more}


_EVENTS = [
    _event(1, "labeled", label={"name": "bug", "color": "d73a4a"}),
    _event(2, "assigned", assignee={"login": "hubot"}),
    _event(3, "renamed", rename={"from": "Crash", "to": "Crash on start"}),
    _event(4, "sub_issue_added", sub_issue={"number": 14}),
    _event(5, "closed", state_reason="not_planned", actor=None),
]
_SAID = [
    _event(6, "commented", body="Me too.\n\nOn every machine.", user={"login": "octocat"}),
    {
        "event": "committed",
        "sha": "6dcb09b5b57875f334f61aebed695e2e4193db5e",
        "author": {"name": "Mona Lisa", "date": "2026-11-20T10:00:00Z"},
        "message": "Fix the start",
    },
    {
        "id": 8,
        "event": "reviewed",
        "user": {"login": "hubot"},
        "state": "approved",
        "submitted_at": "2026-11-22T10:00:00Z",
        "body": None,
    },
    _event(
        9,
        "cross-referenced",
        source={"type": "issue", "issue": {"html_url": "https://github.com/acme/api/issues/42"}},
    ),
]

CASES = (
    Case(
        ListTimeline(**ISSUE),
        sends="GET /repos/acme/web/issues/12/timeline?per_page=100",
        said="show the timeline of acme/web#12",
        more={"limit": 30},
        sends_more="GET /repos/acme/web/issues/12/timeline?per_page=30",
        answer=[*_EVENTS, *_SAID],
    ),
    Case(
        ListEvents(**ISSUE),
        sends="GET /repos/acme/web/issues/12/events?per_page=30",
        said="list the events of acme/web#12",
        more={"limit": 1000},
        sends_more="GET /repos/acme/web/issues/12/events?per_page=100",
        answer=_EVENTS,
    ),
)
