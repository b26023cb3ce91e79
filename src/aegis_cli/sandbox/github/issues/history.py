"""The events of an issue, which each write tells by its changes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeAlias

from aegis_cli.sandbox.github.api import queries, shapes
from aegis_cli.sandbox.github.api.call import Call, Reply
from aegis_cli.sandbox.github.description.objects import node_id
from aegis_cli.sandbox.github.world.person import Person
from aegis_cli.sandbox.github.world.world import Event, Issue, Repo, World

_Told: TypeAlias = Iterator[tuple[str, Mapping[str, Any]]]


def list_events(call: Call) -> Reply:
    """List what happened to an issue, oldest first."""
    return queries.list_page(call, call.world.history.get(call.issue.id, []), _event)


def list_timeline(call: Call) -> Reply:
    """List the events and comments of an issue, the oldest first."""
    repo, issue = call.repo, call.issue
    events = [
        (event.created_at, event.id, _event(call, repo, event))
        for event in call.world.history.get(issue.id, [])
    ]
    for each in issue.comments:
        data = shapes.comment(call, repo, each)
        said = {**data, "event": "commented", "actor": data["user"]}
        events.append((each.created_at, each.id, said))
    ordered = sorted(events, key=lambda entry: entry[:2])
    return queries.page_of(call, ordered, lambda entry: entry[2])


def record(world: World, before: Mapping[int, Issue], actor: Person, when: datetime) -> None:
    """Keep what became of the issues that are not as they were `before`."""
    for repo, issue in world.issues():
        former = before.get(issue.id) or _as_opened(issue)
        if former is not issue:
            _keep(world, _events_between(repo, former, issue), issue, actor, when)


def begin(world: World) -> None:
    """Keep what the issues of a new world must have gone through."""
    for repo, issue in world.issues():
        pull = replace(issue.pull, merged_at=None) if issue.pull else None
        once = replace(issue, state="open", pull=pull)
        _keep(
            world,
            _events_between(repo, _as_opened(once), once),
            issue,
            issue.author,
            issue.created_at,
        )
        if issue.closed_at and issue.closed_by:
            _keep(
                world, _events_between(repo, once, issue), issue, issue.closed_by, issue.closed_at
            )


def _keep(world: World, told: _Told, issue: Issue, actor: Person, when: datetime) -> None:
    events = (Event(next(world.ids), event, actor, when, more) for event, more in told)
    world.history.setdefault(issue.id, []).extend(events)


def _as_opened(issue: Issue) -> Issue:
    """Return an issue as it was when nobody had touched it."""
    none: dict[str, Any] = dict.fromkeys(("labels", "assignees", "sub_issues", "blocked_by"), ())
    return replace(issue, **none, state="open", milestone=None, locked=False)


def _events_between(repo: Repo, before: Issue, after: Issue) -> _Told:
    yield from _of_itself(before, after)
    for event, issue in (("demilestoned", before), ("milestoned", after)):
        if before.milestone != after.milestone and issue.milestone is not None:
            milestone = repo.milestones.get(issue.milestone)
            yield event, {"milestone": {"title": milestone.title if milestone else ""}}
    for prefix, old, new in (("un", before, after), ("", after, before)):
        for label in _besides(old.labels, new.labels):
            yield f"{prefix}labeled", {"label": {"name": label.name, "color": label.color}}
        for person in _besides(old.assignees, new.assignees):
            yield f"{prefix}assigned", {"assignee": person}
    for field, told in (("sub_issues", "sub_issue"), ("blocked_by", "blocked_by")):
        former, later = getattr(before, field), getattr(after, field)
        for number in set(former) ^ set(later):
            verb = "added" if number in later else "removed"
            yield f"{told}_{verb}", {told: None}


def _of_itself(before: Issue, after: Issue) -> _Told:
    if before.title != after.title:
        yield "renamed", {"rename": {"from": before.title, "to": after.title}}
    if after.pull and before.pull and after.pull.merged_at != before.pull.merged_at:
        yield "merged", {}
    if before.state != after.state:
        yield "closed" if after.state == "closed" else "reopened", {}
    if before.locked != after.locked:
        yield "locked" if after.locked else "unlocked", {"lock_reason": after.lock_reason}


def _besides(things: Sequence[Any], others: Sequence[Any]) -> list[Any]:
    known = {thing.id for thing in others}
    return [thing for thing in things if thing.id not in known]


def _event(call: Call, repo: Repo, event: Event) -> dict[str, Any]:
    return {
        "id": event.id,
        "node_id": node_id("E", event.id),
        "url": f"{call.base}/repos/{repo.full_name}/issues/events/{event.id}",
        "event": event.event,
        "actor": event.actor,
        "commit_id": None,
        "commit_url": None,
        "created_at": event.created_at,
        "performed_via_github_app": None,
        **event.more,
        **({"assigner": event.actor} if "assignee" in event.more else {}),
    }
