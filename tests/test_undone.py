"""Each write that can be taken back, done and undone in the sandbox: its world is as before.

What the world has differently afterwards stands in a table, with why.
"""

import dataclasses
import json
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.actions import catalog
from aegis_cli.actions.action import Action
from aegis_cli.actions.catalog import ENTRIES, load
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.undoing import Lasting
from aegis_cli.errors import Status
from aegis_cli.planning.expansion import Act
from aegis_cli.providers.github.rest import HEADERS
from aegis_cli.request.approval import Reply
from aegis_cli.request.carrying_out import carry_out
from aegis_cli.request.result import Result
from aegis_cli.request.undo_plan import undo_plan, undoing_of
from aegis_cli.sandbox.github.service import github as github_service
from aegis_cli.sandbox.state import State
from tests.actions.case import Case
from tests.actions.cases import WRITES as OF_GITHUB
from tests.helpers.acting import acts_of
from tests.helpers.direct import DirectClient
from tests.helpers.direct_github import DirectStage
from tests.helpers.direct_jira import JiraStage
from tests.helpers.direct_slack import SlackStage, slack
from tests.helpers.rows import for_each
from tests.helpers.world import rules
from tests.providers.jira.jira_cases import CASES as OF_JIRA
from tests.providers.slack.slack_cases import CASES as OF_SLACK
from tests.sandbox.github.conftest import BASE, TOKEN, Clock

CASES: dict[str, Case] = {
    **OF_GITHUB,
    **{case.name: case for case in (*OF_JIRA, *OF_SLACK) if case.is_write},
}
TAKEN_BACK = {
    name: case
    for name, case in CASES.items()
    if not isinstance(undoing_of(type(case.call)), Lasting)
}

TWELVE, ELEVEN = {"repo": "acme/web", "issue_number": 12}, {"repo": "acme/web", "pull_number": 11}
BEFORE: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "issues.unlock": ("issues.lock", TWELVE),
    "jira.links.remove": (
        "jira.links.add",
        {"issue": "WEB-12", "other": "WEB-11", "type": "Blocks"},
    ),
    "pulls.disable_auto_merge": ("pulls.enable_auto_merge", {**ELEVEN, "pull_number": 15}),
    "pulls.mark_ready": ("pulls.convert_to_draft", ELEVEN),
    "pulls.remove_reviewers": ("pulls.request_reviewers", {**ELEVEN, "reviewers": ["bob"]}),
    "pulls.reopen": ("pulls.close", ELEVEN),
    "pulls.revert": ("pulls.merge", ELEVEN),
}
"""What is done first, so that there is something to do."""
CALLED: Mapping[str, Mapping[str, Any]] = {
    "jira.links.remove": {"issue": "WEB-12", "other": "WEB-11", "type": "Blocks"},
    "pulls.disable_auto_merge": {"pull_number": 15},
    "pulls.remove_reviewers": {"reviewers": ["bob"]},
    "pulls.enable_auto_merge": {"pull_number": 15},
}
"""Arguments that the sandbox's world has, where the case has others."""

_NOTED = r"updated_at|history|closed_at|state_reason|closed_by|pushed_at|updated|changelog|rung"
_COUNTED = r"ids|counter|calls|computing|last_number"
UNCOMPARED = re.compile(rf"{_NOTED}|{_COUNTED}")
"""When something was changed and by whom, whom it rang, and what counts upwards for ever."""

COMMITS = r"\.(commits|branches)\b"
MAY_DIFFER: Mapping[str, str] = {
    # A commit stays; a later one has put back what it did.
    "files.put": COMMITS,
    "files.put_automation": COMMITS,
    # What is open and then closed was made, and stays; so does what was merged, until its revert is.
    "issues.create": r"\.issues\.20 ",
    "pulls.create": r"\.issues\.20 ",
    "pulls.revert": r"\.issues\.20 |\.branches\.",
    "pulls.merge": rf"\.issues\.(11\.state|11\.pull\.merged|20 )|{COMMITS}",
    "slack.channels.create": r"\.channels\.C0NEW",
    # GitHub closes what was to be merged from it.
    "branches.delete": r"\.issues\.\d+\.(state|pull)",
    "pulls.delete_branch": r"\.issues\.\d+\.(state|pull)",
    # The order of a set.
    "issues.remove_label": r"\.labels\[",
    "slack.reactions.remove": r"\.reactions\.thumbsup\[",
    # What is noted of a change, and another number.
    "jira.links.remove": r"\.links\.",
    "repos.rename": r"\.renamed\.",
    "review_comments.create": r"\.reviewers|\.reviews\.",
    "review_comments.reply": r"\.reviewers|\.reviews\.",
    "slack.messages.edit": r"\.edited: ",
    "slack.channels.topic": r"\.topic\.(creator|last_set)|\.messages len",
    # Nothing, and nothing in a document.
    "jira.issues.describe": r"\.description: None",
}
"""What of the world is not as before, as a pattern over its differences."""
NOT_TRIED = {
    "jira.issues.close": "in the sandbox, as elsewhere, nothing leads back from there",
    "releases.upload_asset": "the stage sends no bytes of a file",
    "repos.set_topics": "GitHub takes no empty list here, and the sandbox has no repository with some",
}


def world_of(value: Any) -> Any:
    """Return a world as plain values."""
    if dataclasses.is_dataclass(value):
        fields = {each.name: getattr(value, each.name) for each in dataclasses.fields(value)}
        return world_of(fields)
    if isinstance(value, dict):
        kept = {str(key): each for key, each in value.items()}
        return {key: world_of(kept[key]) for key in kept if not UNCOMPARED.fullmatch(key)}
    if isinstance(value, list | tuple):
        return [*map(world_of, value)]
    return sorted(map(str, value)) if isinstance(value, set | frozenset) else str(value)


def differences(before: Any, after: Any, path: str = "") -> Iterator[str]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in {**before, **after}:
            if key in before and key in after:
                yield from differences(before[key], after[key], f"{path}.{key}")
            else:
                yield f"{path}.{key} is only there {'before' if key in before else 'after'}"
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for at, pair in enumerate(zip(before, after, strict=True)):
            yield from differences(*pair, f"{path}[{at}]")
    elif before != after:
        yield f"{path}{' len' * isinstance(before, list)}: {before} -> {after}"


@pytest.fixture(autouse=True)
def _every_provider_exists() -> Iterator[None]:
    """Let there be the actions of every provider."""
    catalog.enable_providers(("slack", "jira"))
    yield
    catalog.enable_providers(())


class Trial:
    """A new sandbox of one provider, and a person who approves what they are asked."""

    def __init__(self, name: str) -> None:
        worlds: list[Any] = []
        self.base: str | None = None
        self.stage: DirectStage
        if name.startswith("slack."):
            today = Clock(time.time())  # a message is scheduled from the day of the tests
            self.stage = SlackStage(None, client=slack(worlds.append, today))
        elif name.startswith("jira."):
            self.stage = JiraStage(None, change=worlds.append)
        else:
            clock, self.base = Clock(), BASE
            state = State(now=clock, provider_tokens={TOKEN: clock.at + 28_800})
            app = github_service(state, base=BASE)
            client = DirectClient(app, base_url=BASE, headers=dict(HEADERS))
            self.stage = DirectStage(None, client=client)
            worlds.append(state.beginnings[-1].args[0])  # type: ignore[attr-defined]  # a partial
        self.stage.reply = Reply(yes=True)
        (self.world,) = worlds

    def does(self, *acts: Act) -> Result:
        placed = tuple(replace(act, base=self.base or act.base) for act in acts)
        result = carry_out("do it", placed, rules(), self.stage.services(), wanted=None)
        assert (None, Status.DONE) == (result.error, result.status), result
        return result


def call_of(case: Case, values: Mapping[str, Any]) -> Action[Any]:
    """Return a call of a case with names that the sandbox's world has."""
    there = {old.split()[-1]: new.split()[-1].strip("'") for old, new in case.in_sandbox.items()}
    there |= {"Done": "In Progress"} if case.in_sandbox.get("Done") else {}
    text = json.dumps(dict(values))
    for old, new in there.items():
        text = text.replace(old, new)
    return type(case.call).model_validate(json.loads(text) | CALLED.get(case.name, {}))


def undone(name: str, call: Action[Any]) -> list[str]:
    """Do a call and undo it; return what of the world is not as before."""
    trial = Trial(name)
    if name in BEFORE:
        first, values = BEFORE[name]
        trial.does(*acts_of(load(first).model_validate(dict(values))))
    before = world_of(trial.world)

    result = trial.does(*acts_of(call))
    done, plan = world_of(trial.world), undo_plan(result)
    assert ((), True) == (plan.stays, before != done)
    trial.does(*plan.acts)

    allowed = MAY_DIFFER.get(name, r"(?!)")
    found = differences(before, world_of(trial.world))
    return [each for each in found if not re.search(allowed, each)]


every_one = for_each(
    "name", sorted(TAKEN_BACK.keys() - NOT_TRIED), ids=sorted(TAKEN_BACK.keys() - NOT_TRIED)
)


@every_one
def test_a_write_and_its_undo_leave_the_world_as_it_was(name: str) -> None:
    case = TAKEN_BACK[name]

    assert [] == undone(name, call_of(case, case.needed))


def test_every_write_says_how_it_is_taken_back_or_why_it_is_not() -> None:
    silent = [
        name
        for name in ENTRIES
        if (cls := load(name)).facts.effect is not Effect.READ
        if cls.facts.effect is not Effect.DESTRUCTIVE
        if cls.facts.undo is None and isinstance(undoing_of(cls), Lasting)
    ]

    assert [] == silent
