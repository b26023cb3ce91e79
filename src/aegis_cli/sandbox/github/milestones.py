"""The milestones of a repository: a deleted one leaves its issues."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from aegis_cli.sandbox.github import errors, queries, shapes
from aegis_cli.sandbox.github.call import Call
from aegis_cli.sandbox.github.collection import Collection
from aegis_cli.sandbox.github.world import Milestone, Repo


def _listed(call: Call, repo: Repo) -> list[Milestone]:
    state = queries.choice(call, "state", resource="Milestone")
    keys: dict[str, Callable[[Milestone], Any]] = {
        # What is due on no day comes after all that is.
        "due_on": lambda each: (each.due_on is None, each.due_on and each.due_on.timestamp()),
        "completeness": lambda each: (
            shapes.progress(repo, each)[1] / max(1, sum(shapes.progress(repo, each)))
        ),
    }
    wanted = [each for each in repo.milestones.values() if state in {"all", each.state}]
    return queries.ordered(call, wanted, keys, resource="Milestone")


def _sent(call: Call, body: dict[str, Any]) -> dict[str, Any]:
    fields = {**body, "updated_at": call.now}
    if not body.get("title", "1").strip():
        raise errors.invalid_field("Milestone", "title", "missing_field")
    if "due_on" in body:
        due_on = datetime.fromisoformat(body["due_on"])
        fields["due_on"] = due_on if due_on.tzinfo else due_on.replace(tzinfo=UTC)
    if "state" in body:
        fields["closed_at"] = call.now if body["state"] == "closed" else None
    return fields


def _follow(repo: Repo, before: Milestone, after: Milestone | None) -> None:
    for number, issue in repo.issues.items():
        if after is None and issue.milestone == before.number:
            repo.issues[number] = replace(issue, milestone=None)


MILESTONES = Collection(
    kind=Milestone,
    store=lambda repo: repo.milestones,
    key="number",
    parameter="milestone_number",
    unique="title",
    shape=shapes.milestone,
    listed=_listed,
    born=lambda call, repo: {
        "id": next(call.world.ids),
        "number": max(repo.milestones, default=0) + 1,
        "creator": call.me,
        "created_at": call.now,
    },
    sent=_sent,
    follow=_follow,
)
"""The milestones of each repository."""
