"""What a call counts as beside its own name stands in its class, and is there."""

from collections.abc import Iterator
from typing import Any

import pytest

from aegis_cli.actions import catalog
from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.fields import counted_actions
from tests.helpers.rows import for_each

PLACE = {"repo": "acme/web"}
ISSUE = {**PLACE, "issue_number": 12}
PULL = {**PLACE, "pull_number": 12}
TICKET = {"issue": "WEB-12"}
CHANNEL = {"channel": "#dev", "text": "hi"}
LATER = {"post_at": "2027-01-31T09:00:00Z"}
LINE = {"path": "a.py", "line": 1, "body": "Why?"}


@pytest.fixture(autouse=True)
def _providers() -> Iterator[None]:
    catalog.enable_providers(("jira", "slack"))
    yield
    catalog.enable_providers(())


def call_of(action: str, arguments: dict[str, Any]) -> Action[Any]:
    return catalog.load(action).model_validate(arguments)


@for_each(
    ("action", "arguments", "others"),
    [
        ("issues.create", PLACE | {"title": "T"}, ()),
        ("issues.create", PLACE | {"title": "T", "labels": ["bug"]}, ("issues.add_labels",)),
        ("issues.create", PLACE | {"title": "T", "assignees": ["bob"]}, ("issues.add_assignees",)),
        ("issues.update", ISSUE | {"title": "T"}, ()),
        (
            "issues.update",
            ISSUE | {"labels": []},
            ("issues.set_labels", "issues.add_labels", "issues.remove_label"),
        ),
        (
            "issues.set_labels",
            ISSUE | {"labels": ["bug"]},
            ("issues.add_labels", "issues.remove_label"),
        ),
        (
            "files.push",
            PLACE | {"branch": "dev", "message": "M", "files": [{"path": "a", "contents": "x"}]},
            ("files.put",),
        ),
        (
            "branches.force_update",
            PLACE | {"branch": "dev", "source": "main"},
            ("branches.update",),
        ),
        (
            "variables.update",
            PLACE | {"name": "REGION", "value": "eu"},
            ("variables.create",),
        ),
        ("runs.force_cancel", PLACE | {"run_id": 5}, ("runs.cancel",)),
        (
            "issues.update",
            ISSUE | {"assignees": ["bob"]},
            ("issues.add_assignees", "issues.remove_assignees"),
        ),
        ("issues.close_as_duplicate", ISSUE | {"duplicate_of": 3}, ("issues.close",)),
        ("issues.transfer", ISSUE | {"new_repo": "acme/api", "create_labels": False}, ()),
        (
            "issues.transfer",
            ISSUE | {"new_repo": "acme/api", "create_labels": True},
            ("labels.create",),
        ),
        ("issues.add_sub_issue", ISSUE | {"sub_issue": 3}, ()),
        (
            "issues.add_sub_issue",
            ISSUE | {"sub_issue": 3, "replace_parent": True},
            ("issues.remove_sub_issue",),
        ),
        ("reviews.create", PULL, ()),
        ("reviews.create", PULL | {"event": "APPROVE"}, ("reviews.submit",)),
        ("reviews.create", PULL | {"body": "Hm"}, ("issues.add_comment",)),
        ("reviews.create", PULL | {"comments": [LINE]}, ("review_comments.create",)),
        ("reviews.submit", PULL | {"event": "APPROVE"}, ()),
        ("reviews.submit", PULL | {"event": "COMMENT", "body": "Hm"}, ("issues.add_comment",)),
        ("review_threads.add", PULL | LINE, ("review_comments.create",)),
        (
            "review_comments.reply",
            PULL | {"comment_id": 5, "body": "So"},
            ("review_comments.create",),
        ),
        ("pulls.enable_auto_merge", PULL, ("pulls.merge",)),
        ("pulls.revert", PULL, ("pulls.create",)),
        ("releases.create", PLACE | {"tag_name": "v1"}, ("releases.publish", "tags.create")),
        ("releases.publish", PLACE | {"tag": "v1"}, ("tags.create",)),
        ("repos.fork", PLACE, ("repos.create",)),
        ("repos.sync_fork", PLACE, ("branches.update",)),
        ("repos.create_from_template", PLACE | {"name": "w"}, ("repos.create",)),
        ("repos.transfer", PLACE | {"new_owner": "beta"}, ()),
        ("repos.transfer", PLACE | {"new_owner": "beta", "new_name": "w"}, ("repos.rename",)),
        ("jira.issues.create", {"project": "WEB", "summary": "S"}, ()),
        (
            "jira.issues.create",
            {"project": "WEB", "summary": "S", "labels": ["a"], "assignee": "Ada"},
            ("jira.issues.add_labels", "jira.issues.assign"),
        ),
        ("jira.issues.edit", TICKET | {"summary": "S"}, ()),
        ("jira.issues.edit", TICKET | {"labels": ["a"]}, ("jira.issues.add_labels",)),
        ("jira.issues.close", TICKET | {"resolution": "Done"}, ()),
        ("jira.issues.close", TICKET | {"comment": "Done"}, ("jira.comments.add",)),
        ("jira.issues.transition", TICKET | {"to": "Done"}, ()),
        (
            "jira.issues.transition",
            TICKET | {"to": "Done", "comment": "Done"},
            ("jira.comments.add",),
        ),
        ("slack.messages.send", CHANNEL, ()),
        (
            "slack.messages.reply",
            CHANNEL | {"message": "1767225600.000100"},
            ("slack.messages.send",),
        ),
        ("slack.messages.dm", {"person": "bob", "text": "hi"}, ("slack.messages.send",)),
        ("slack.messages.schedule", CHANNEL | LATER, ("slack.messages.send",)),
        ("slack.messages.broadcast", CHANNEL | {"range": "here"}, ("slack.messages.send",)),
        ("slack.messages.notify_group", CHANNEL | {"group": "@ops"}, ("slack.messages.send",)),
        (
            "slack.scheduled.broadcast",
            CHANNEL | LATER | {"range": "here"},
            ("slack.messages.schedule", "slack.messages.broadcast", "slack.messages.send"),
        ),
    ],
)
def test_a_call_counts_as_what_other_actions_do(
    action: str, arguments: dict[str, Any], others: tuple[str, ...]
) -> None:
    assert (action, *others) == call_of(action, arguments).counts_as()


def _counted() -> Iterator[tuple[type[Action[Any]], tuple[str, ...]]]:
    """Yield each class with what its calls count as: always, and with each field."""
    for cls in catalog.load_all():
        for names in (cls.facts.also, *counted_actions(cls).values()):
            yield cls, names


def test_what_an_action_counts_as_is_an_action_of_the_same_provider_and_no_stronger() -> None:
    """So neither an option nor a scope covers more than the action's own effect says."""
    pairs = [(cls, name) for cls, names in _counted() for name in names]

    assert len(pairs) > 30
    for cls, name in pairs:
        other = catalog.load(name)
        assert other.provider is cls.provider, (cls, name)
        assert Effect.WRITE <= other.facts.effect <= cls.facts.effect, (cls, name)


def test_what_an_action_counts_as_brings_what_that_always_counts_as() -> None:
    for cls, names in _counted():
        brought = {each for name in names for each in catalog.load(name).facts.also}
        assert brought <= {*names}, (cls, names)
