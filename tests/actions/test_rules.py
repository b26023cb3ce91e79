"""A class that breaks a rule is refused when it is defined, with the fault and the mend."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from types import new_class
from typing import Annotated, Any, cast

import pytest
from pydantic import BaseModel, Field

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.field_types import Limit
from aegis_cli.actions.fields.marks import Clear, Committed, ResolvedId
from aegis_cli.actions.results.new_page import NewPage
from aegis_cli.actions.results.views import (
    Breakdown,
    Card,
    CardList,
    Chart,
    Column,
    Line,
    Table,
    Tree,
    TreeLevel,
)
from aegis_cli.actions.results.watch import ReadUntil
from aegis_cli.actions.targets.related_reads import RelatedRead
from aegis_cli.actions.targets.target import Made, Target
from aegis_cli.actions.words.forms import Form
from aegis_cli.providers.github.github_types import IssueNumber, OwnerName, RepoName, Title
from aegis_cli.providers.github.nouns.labels.labels import DeleteLabel, ListLabels
from aegis_cli.providers.github.nouns.pull_requests.pull_search import SearchPulls
from aegis_cli.providers.github.nouns.repos.repos import GetRepo
from aegis_cli.providers.github.provider import GITHUB
from tests.helpers.confirmed_actions import PullToConfirm, ShowPull
from tests.helpers.declared import ListRuns, Notes
from tests.helpers.marked_actions import SUB, GetIssueId, Id
from tests.helpers.rows import for_each
from tests.other_providers.board.notes import BoardAction, Note

_NAMES = (f"tests.rules{number}" for number in count())
LOOK = Target(read=ShowPull, pins=("id",))
CONFIRMATION = Confirmation(phrase="{repo}", same="{@repo}")
CONFIRMED_TARGET: dict[str, Any] = {
    "effect": Effect.ASKED,
    "confirmation": Confirmation(phrase="{repo}"),
}
READ: dict[str, Any] = {"effect": Effect.READ, "endpoint": "GET /repos/{repo}/pulls/{pull_number}"}
LABELS: RelatedRead[Any] = RelatedRead(name="labels", read=ListLabels, fixed={"limit": 5})
STATES = Breakdown("Labels", "labels", str, (), (), "{name}")
PAGE = NewPage(noun="request", path="/{repo}/pull/")
WATCH = ReadUntil(thing="it", path="id", end="closed", interval="every", once="tests.show_plain")
A_TEXT: Any = "{name}"
NAMED = TreeLevel("{name}", lambda _: "grey", (), piped=("{name}",))

ANYWHERE: dict[str, Any] = {
    "effect": Effect.READ,
    "endpoint": "GET /search/pulls",
    "fields": {"repo": (RepoName | None, None), "pull_number": (IssueNumber | None, None)},
}


def related(*reads: RelatedRead[Any], **more: Any) -> dict[str, Any]:
    """Return the facts of a read that has others beside it."""
    return READ | {"related": reads, "result": Notes} | more


def found(**more: Any) -> dict[str, Any]:
    """Return a field that a read finds."""
    issue = {"issue_number": IssueNumber}
    return {"fields": issue | {"it": (Annotated[Id | None, ResolvedId(path="id", **more)], None)}}


def define(
    *,
    result: Any = PullToConfirm,
    fields: Mapping[str, Any] = {},
    doc: str = "Do it.",
    about: str = "It.",
    **changes: Any,
) -> type[Action[Any]]:
    """Define an action that is sound but for what is given; `None` takes a fact away."""
    facts = {
        **({} if changes.get("effect") is Effect.READ else {"target": Made()}),
        "action": next(_NAMES),
        "effect": Effect.WRITE,
        "endpoint": "POST /repos/{repo}/pulls",
        "says": "Open a request in {repo}",
        "view": Line("Opened #{number}" if result is PullToConfirm else "Opened it"),
        "verbs": ("open",),
    } | changes
    typed = {"repo": RepoName, "pull_number": IssueNumber, **fields}
    space: dict[str, Any] = {
        "__annotations__": {},
        "__doc__": doc,
        "__module__": __name__,
        "provider": GITHUB,
    }
    for name, said in typed.items():
        kind, *default = said if isinstance(said, tuple) else (said,)
        space["__annotations__"][name] = Annotated[kind, Field(description=about)]
        space |= dict.fromkeys([name] if default else [], *default)
    base: Any = Action if result is Ellipsis else Action.__class_getitem__(result)
    given = {name: value for name, value in facts.items() if value is not None}
    return new_class("Example", (base,), given, lambda names: names.update(space))


class OfAnother(
    Action[Notes],
    action="tests.of_another_provider",
    endpoint="GET /repos/{repo}/things",
    says="Show the things of {repo}",
    view=Line("Done"),
    verbs=("show",),
):
    """Read at another provider."""

    provider = replace(GITHUB, name="other")

    repo: RepoName
    """Where."""
    limit: Limit = 30
    """How many."""


class FindsItself(
    Action[Notes],
    action="tests.finds_itself",
    endpoint="GET /repos/{repo}/things",
    says="Show a thing of {repo}",
    view=Line("Done"),
    verbs=("show",),
):
    """Read what has to be found first."""

    provider = GITHUB

    repo: RepoName
    """Where."""
    issue_number: IssueNumber
    """Which."""
    it: Annotated[Id | None, ResolvedId(read=GetIssueId, path="id")] = None
    """Its id."""


class Plain(BaseModel):
    """What has no headline and no listing."""

    id: int


class ShowPlain(
    Action[Plain],
    action="tests.show_plain",
    endpoint="GET /orgs/{org}",
    says="Show {org}",
    view=Line("{id}"),
    verbs=("show",),
):
    """Show what is in an organisation."""

    provider = GITHUB

    org: OwnerName
    """Where."""


ROWS: dict[str, tuple[dict[str, Any], str]] = {
    "no name": (
        {"action": None},
        'Example: action= is missing: write it, as in action="labels.create"',
    ),
    "no endpoint": (
        {"endpoint": None},
        'Example: endpoint= is missing: write it, as in endpoint="GET /repos/{repo}"',
    ),
    "no sentence": (
        {"says": None},
        'Example: says= is missing: write it, as in says="Close {repo}#{issue_number}"',
    ),
    "no view": (
        {"view": None},
        'Example: view= is missing: say how the result is shown, as in view=Line("…"), or give the things of a list a `listing`',
    ),
    "no view of a list": (
        {"view": None, "result": list[Plain]},
        'Example: view= is missing: say how the result is shown, as in view=Line("…"), or give the things of a list a `listing`',
    ),
    "no view of nothing": (
        {"view": None, "result": None},
        'Example: view= is missing: say how the result is shown, as in view=Line("…"), or give the things of a list a `listing`',
    ),
    "no verbs": (
        {"verbs": None},
        'Example: it has no verb: write utterances=("list my labels",), which begins with one, or verbs=("list",)',
    ),
    "no result": (
        {"result": ...},
        "Example: its base does not say what comes back: write it in brackets, as in Action[Issue], or Action[None] for nothing",
    ),
    "an unknown fact": (
        {"colour": "red"},
        "Example: colour= is no fact of an action: take it away, or write one of action, also, because, computed, confirmation, converses, downloads, effect, endpoint, envelope, everywhere, needs, of_others, of_service, page, related, says, statuses, takes, target, undo, utterances, verbs, view, watches",
    ),
    "approval is derived": (
        {"approval": 0},
        "Example: approval= is no fact of an action: take it away, or write one of action, also, because, computed, confirmation, converses, downloads, effect, endpoint, envelope, everywhere, needs, of_others, of_service, page, related, says, statuses, takes, target, undo, utterances, verbs, view, watches",
    ),
    "a name used twice": (
        {"action": "tests.show_plain"},
        "Example: the name 'tests.show_plain' belongs to tests.actions.test_rules.ShowPlain: give action= another",
    ),
    "verbs in capitals": (
        {"verbs": ("Open", "file")},
        "Example: verbs= has Open: write it in lower case",
    ),
    "an ask of no field": (
        {"utterances": ("open {title} of {pull_number}",)},
        "Example: the utterance 'open {title} of {pull_number}' has {title}, and no field is called so: write one of {pull_number}, {repo}",
    ),
    "an ask that says too little": (
        {"utterances": ("open the request",)},
        "Example: the utterance 'open the request' does not say pull_number, which every call needs: write {pull_number} where people say it",
    ),
    "a sentence of no field": (
        {"says": "Open it in {reop}"},
        "Example: says= has {reop}, and no field is called so: write one of {pull_number}, {repo}",
    ),
    "no such method": (
        {"endpoint": "HEAD /repos/{repo}"},
        "Example: endpoint= has the method HEAD: write GET, POST, PUT, PATCH, DELETE",
    ),
    "a method in lower case": (
        {"endpoint": "post /repos/{repo}"},
        "Example: endpoint= has the method post: write GET, POST, PUT, PATCH, DELETE",
    ),
    "a read by PUT": (
        {"effect": Effect.READ, "endpoint": "PUT /repos/{repo}"},
        "Example: effect= is read, and a PUT cannot read: write effect=Effect.WRITE",
    ),
    "a read by DELETE, with a reason": (
        {"effect": Effect.READ, "endpoint": "DELETE /repos/{repo}", "because": "it looks"},
        "Example: effect= is read, and a DELETE cannot read: write effect=Effect.DESTRUCTIVE",
    ),
    "a read by POST": (
        {"effect": Effect.READ, "because": " "},
        'Example: effect= is read, which is weaker than POST implies: write effect=Effect.WRITE, or say with because="…" why it does less',
    ),
    "no effect": (
        {"effect": None, "target": None},
        'Example: effect= is read, which is weaker than POST implies: write effect=Effect.WRITE, or say with because="…" why it does less',
    ),
    "a write by DELETE": (
        {"endpoint": "DELETE /repos/{repo}"},
        'Example: effect= is write, which is weaker than DELETE implies: write effect=Effect.DESTRUCTIVE, or say with because="…" why it does less',
    ),
    "pages by POST": (
        {"effect": Effect.READ, "because": "it looks", "fields": {"limit": (Limit, 30)}},
        "Example: the field limit is for a list of several pages, and a POST has one: take it away, or read with GET, or the nodes of a connection",
    ),
    "a download that writes": (
        {"downloads": "file"},
        "Example: downloads= is for a GET that reads one thing: take it away",
    ),
    "a read that takes something": (
        READ
        | {"takes": "file", "fields": {"size": (Annotated[int | None, Committed("size")], None)}},
        "Example: takes= is for a write: take it away",
    ),
    "what takes something and commits to nothing": (
        {"takes": "file"},
        'Example: takes= and a Committed field belong together: write both, as in size: Annotated[int | None, Committed("size")] = None, or none',
    ),
    "a commitment that somebody would have to give": (
        {"takes": "file", "fields": {"size": (Annotated[int, Committed("size")], ...)}},
        "Example: the field size is Committed, so nobody gives it: write = None",
    ),
    "a page of what is read": (
        {"effect": Effect.READ, "because": "it shows", "target": None, "page": PAGE},
        "Example: page= is for a write that makes something: take page= away",
    ),
    "a page at a text": (
        {"page": replace(PAGE, path="/{repo}/{title}/"), "fields": {"title": Title}},
        "Example: page= has {title}, and its address is made of targets alone that every call names: write one of {pull_number}, {repo}",
    ),
    "a page at a place that may be left out": (
        {"page": replace(PAGE, path="/{other}/"), "fields": {"other": (RepoName | None, None)}},
        "Example: page= has {other}, and its address is made of targets alone that every call names: write one of {pull_number}, {repo}",
    ),
    "a page by a text before its number": (
        {"page": replace(PAGE, key="{title}-"), "fields": {"title": Title}},
        "Example: page= has {title}, and its address is made of targets alone that every call names: write one of {pull_number}, {repo}",
    ),
    "a page without a number": (
        {"page": replace(PAGE, number="nothing.there")},
        "Example: page= has its number at nothing.there, which the result does not have: write where it is",
    ),
    "a watch that writes": (
        {"watches": WATCH},
        "Example: watches= is for a GET that reads one thing: take it away",
    ),
    "a watch of what is not there": (
        READ | {"watches": replace(WATCH, path="state.of.it")},
        "Example: watches= looks at {state.of.it}, which the result does not have: write one of its fields",
    ),
    "a watch without its interval": (
        READ | {"watches": WATCH},
        "Example: watches= names every, and no field is called so: add it",
    ),
    "a null in a query": (
        READ | {"fields": {"title": (Title | Clear | None, None)}},
        "Example: the field title may be cleared, and a GET has a query, in which there is no null: take `| Clear` away",
    ),
    "an envelope of one thing": (
        {"envelope": "issues"},
        "Example: envelope= is 'issues', and what comes back is no list: write Action[list[…]], or take envelope= away",
    ),
    "a failure for a success": (
        {"statuses": (200, 302, 199)},
        "Example: statuses= has 199, 302, which is no success: write numbers from 200 to 299",
    ),
    "a path without its field": (
        {"endpoint": "POST /repos/{repo}/issues/{number}"},
        'Example: the path has {number}, and no field stands there: add the field, or mark the one that does, as in At("number")',
    ),
    "a field like a fact": (
        {"fields": {"facts": Title}},
        'Example: every action has an attribute facts, and a field shadows it: call the field otherwise, and mark it, as in At("facts")',
    ),
    "a field without a kind": (
        {"fields": {"title": str}},
        "Example.title: the type str has no kind: write one of actions/fields/field_types.py or of the provider, or give it one, as in Annotated[str, Kind(…)]",
    ),
    "a class without a docstring": (
        {"doc": ""},
        "Example: the class has no docstring: say below its first line what it does",
    ),
    "a field without a docstring": (
        {"about": ""},
        "Example: the field repo has no docstring: say below it what it is",
    ),
    "found and required": (
        {
            "fields": {
                "it": Annotated[Id, ResolvedId(path="id", read=GetIssueId)],
                "issue_number": IssueNumber,
            }
        },
        "Example: the field it has ResolvedId(read=GetIssueId), and must be given: write `| None` in its type, and `= None` behind that",
    ),
    "found by a write": (
        found(read=type(SUB)),
        "Example: the field it has ResolvedId(read=AddSubIssue), which is no read: name one with effect=Effect.READ",
    ),
    "found by what is found itself": (
        found(read=FindsItself),
        "Example: the field it has ResolvedId(read=FindsItself), which has to find it itself: name a read that has nothing to find",
    ),
    "found for no field": (
        found(read=GetIssueId, when="title"),
        "Example: the field it has ResolvedId(read=GetIssueId) and when='title', and no field is called so: write one of issue_number, it, pull_number, repo",
    ),
    "found elsewhere": (
        found(read=ShowPlain, by={"org": "repo"}),
        "Example: the field it has ResolvedId(read=ShowPlain), which is in its org, and the action names no such place: add a field of that type, and say in by= which it is",
    ),
    "found at another provider": (
        found(read=OfAnother),
        "Example: the field it has ResolvedId(read=OfAnother), which is of another provider: name a read of the same",
    ),
    "a confirmation of a write": (
        {"confirmation": CONFIRMATION, "target": LOOK},
        "Example: effect= is write, and confirmation= is set, which is for what is always asked about or destroys: take confirmation= away, or write effect=Effect.ASKED",
    ),
    "a confirmation of a read": (
        READ | {"confirmation": Confirmation()},
        "Example: effect= is read, and confirmation= is set, which is for what is always asked about or destroys: take confirmation= away, or write effect=Effect.ASKED",
    ),
    "no confirmation": (
        {"effect": Effect.DESTRUCTIVE},
        'Example: effect= is destructive, and confirmation= is missing: write it with the words that name what is at stake, as in confirmation=Confirmation(phrase="{repo}")',
    ),
    "a confirmation without a phrase": (
        {"effect": Effect.ASKED, "confirmation": Confirmation()},
        "Example: the phrase of confirmation= is '', and has no field: write what names the target, as in phrase=\"{repo}#{issue_number}\"",
    ),
    "a phrase that names nothing": (
        {"effect": Effect.ASKED, "confirmation": Confirmation(phrase="yes")},
        "Example: the phrase of confirmation= is 'yes', and has no field: write what names the target, as in phrase=\"{repo}#{issue_number}\"",
    ),
    "a phrase of no field": (
        {"effect": Effect.ASKED, "confirmation": Confirmation(phrase="{reop}")},
        "Example: the phrase of confirmation= has {reop}, and no field is called so: write one of {pull_number}, {repo}",
    ),
    "a comparison with no field": (
        {
            "effect": Effect.ASKED,
            "target": LOOK,
            "confirmation": Confirmation(phrase="{repo}", same="{@reop}"),
        },
        "Example: same= of confirmation= has {@reop}, and no field is called so: write one of {@pull_number}, {@repo}",
    ),
    "a comparison with nothing": (
        {"effect": Effect.ASKED, "confirmation": CONFIRMATION},
        "Example: confirmation= has same=, and nothing is read that could be compared with it: write target=Target(read=…), or take same= away",
    ),
    "pins without a comparison": (
        CONFIRMED_TARGET | {"target": LOOK},
        'Example: target= has pins=, and confirmation= has no same= with which the answer is compared: write a template of the answer that gives the phrase, as in same="{@repo}#{number}"',
    ),
    "no target": (
        {"target": None},
        "Example: target= is missing: write target=Target(read=…) with the read that shows what the action is about, or target=Made() if the action makes it",
    ),
    "a target of a read": (
        READ | {"target": LOOK},
        "Example: target= is set, and a read is about nothing that is looked at before: take it away",
    ),
    "a target by a write": (
        {"target": Target(read=DeleteLabel, by={"name": "repo"})},
        "Example: target= has read=DeleteLabel, which is no read: name one with effect=Effect.READ",
    ),
    "a target by a field that is missing": (
        {"target": Target(read=GetIssueId)},
        "Example: target= has read=GetIssueId, which needs issue_number: add that field, or say with by= which of the action's fields it is",
    ),
    "a target without its field": (
        {"target": Target(read=ShowPull, by={"repo": ""})},
        "Example: target= has read=ShowPull, and by= leaves out what that needs: take it out of by=",
    ),
    "a target elsewhere": (
        {"target": Target(read=ShowPlain, by={"org": "repo"})},
        "Example: target= has read=ShowPlain, which is in its org, and the action names no such place: add a field of that type, and say in by= which it is",
    ),
    "a target without a headline": (
        {"target": Target(read=ListRuns)},
        "Example: target= has read=ListRuns, and Workflow has no headline: write headline: ClassVar = Headline(kind=…, name=…) in that class, or name another read",
    ),
    "aside is no field": (
        {"target": replace(LOOK, aside=("reop",))},
        "Example: aside= of target= has reop, and no field is called so: write one of pull_number, repo",
    ),
    "a pin of nothing": (
        {"target": Target(read=ShowPull, pins=("head.hash",))},
        "Example: target= has read=ShowPull, and PullToConfirm has no head.hash: write in pins=, watched=, leaves=, shows= and same= what it has",
    ),
    "a target that shows nothing": (
        {"target": replace(LOOK, shows=(("by", "{user.login}"),))},
        "Example: target= has read=ShowPull, and PullToConfirm has no user.login: write in pins=, watched=, leaves=, shows= and same= what it has",
    ),
    "a tuple of one in a target": (
        {"target": replace(LOOK, shows=cast("Any", ("by", "{title}")))},
        "Example: target= has 'by' in shows=: write shows=((…, …),), with the last comma",
    ),
    "a text for a tuple in a target": (
        {"target": replace(LOOK, watched=cast("Any", "title"))},
        "Example: target= has 'title' in watched=: write watched=(…,), with the last comma",
    ),
    "a related read a write": (
        related(LABELS, effect=Effect.WRITE, target=Made(), because="so"),
        "Example: related= is set, and the action is no read of one thing: take it away, or write effect=Effect.READ and a resource that comes back",
    ),
    "a related read a list": (
        related(LABELS, result=list[Notes]),
        "Example: related= is set, and the action is no read of one thing: take it away, or write effect=Effect.READ and a resource that comes back",
    ),
    "related twice": (
        related(LABELS, LABELS),
        "Example: related= has a name twice in labels, labels: give each read a name of its own",
    ),
    "a related read like a field": (
        related(replace(LABELS, name="body")),
        "Example: related= has body, which is a field of what comes back: write another name",
    ),
    "a related write": (
        related(replace(LABELS, read=DeleteLabel)),
        "Example: related= has read=DeleteLabel for 'labels', which is no read: name one with effect=Effect.READ",
    ),
    "a read whose place may be left out": (
        ANYWHERE,
        "Example: it can be called without pull_number, repo, so that it looks everywhere: write everywhere=True, or make one required",
    ),
    "a related read everywhere": (
        related(replace(LABELS, read=SearchPulls)),
        "Example: related= has read=SearchPulls for 'labels', which looks everywhere: name one that stays in a place",
    ),
    "a related read with something to find": (
        related(RelatedRead(name="it", read=FindsItself)),
        "Example: related= has read=FindsItself for 'it', which has to find it itself: name a read that has nothing to find",
    ),
    "a related read of another provider": (
        related(replace(LABELS, read=OfAnother)),
        "Example: related= has read=OfAnother for 'labels', which is of another provider: name a read of the same",
    ),
    "a related read without a field": (
        related(RelatedRead(name="it", read=GetIssueId)),
        "Example: related= has read=GetIssueId for 'it', which needs issue_number: add that field, or say in from_answer= where the first answer has it, or in fixed= what it is",
    ),
    "a related read with a field too many": (
        related(replace(LABELS, fixed={"frob": 1})),
        "Example: related= has read=ListLabels for 'labels', which has no field frob: take it out of from_answer= and fixed=",
    ),
    "a related read in a place of the answer": (
        related(replace(LABELS, from_answer={"repo": "name"})),
        "Example: related= has read=ListLabels for 'labels', which is in its repo, and the call does not say where that is: add a field of that name and type, and take it out of from_answer= and fixed=",
    ),
    "a related read in a place of its own": (
        related(replace(LABELS, fixed={"repo": "evil/web"})),
        "Example: related= has read=ListLabels for 'labels', which is in its repo, and the call does not say where that is: add a field of that name and type, and take it out of from_answer= and fixed=",
    ),
    "a view of nothing": (
        {"view": Line("Opened #{nummer}")},
        "Example: view= shows {nummer}, which the result does not have: write one of its fields, the name of a read of related=, or an argument, as in {@pull_number}, {@repo}",
    ),
    "a view of no argument": (
        {"view": Line("Opened in {@reop}")},
        "Example: view= shows {@reop}, which the result does not have: write one of its fields, the name of a read of related=, or an argument, as in {@pull_number}, {@repo}",
    ),
    "a view of what nothing reads": (
        {"view": Card("{title}", (("Jobs", "{jobs:count}"),))},
        "Example: view= shows {jobs}, which the result does not have: write one of its fields, the name of a read of related=, or an argument, as in {@pull_number}, {@repo}",
    ),
    "a view with a tuple of one": (
        {"view": Card("{title}", cast("Any", ("State", "{state}")))},
        "Example: view= has 'State' in facts=: write facts=((…, …),), with the last comma",
    ),
    "a view with a text for a tuple": (
        {"view": Table("All", (Column("NO", "{number}"),), cast("Any", "{number}"), "none")},
        "Example: view= has '{number}' in piped=: write piped=(…,), with the last comma",
    ),
    "a view with a list for a tuple": (
        {"view": Card("{title}", cast("Any", [("State", "{title}")]))},
        "Example: view= has [('State', '{title}')] in facts=: write facts=((…, …),), with the last comma",
    ),
    "a form of no field": (
        {"utterances": (Form(("open",), ("{pull_number}",), phrases=("titled {heading}",)),)},
        "Example: the Form of ('open',) has {heading}, and no field is called so: write one of {pull_number}, {repo}",
    ),
    "found under no field of the read": (
        found(read=GetIssueId, by={"number": "pull_number"}),
        "Example: the field it has ResolvedId(read=GetIssueId), which has no field number: write in by= one of issue_number, repo",
    ),
    "found where the answer has nothing": (
        {
            "fields": {
                "issue_number": IssueNumber,
                "it": (Annotated[Id | None, ResolvedId(read=GetIssueId, path="node.id")], None),
            }
        },
        "Example: the field it has ResolvedId(read=GetIssueId), whose answer has no node.id: write in path= what it has",
    ),
    "a target at another provider": (
        {"target": Target(read=OfAnother)},
        "Example: target= has read=OfAnother, which is of another provider: name a read of the same",
    ),
    "a target by no field of the read": (
        {"target": replace(LOOK, by={"number": "pull_number"})},
        "Example: target= has read=ShowPull, which has no field number: write in by= one of pull_number, repo",
    ),
    "three values that are no tuple in a target": (
        {"target": replace(LOOK, leaves=cast("Any", ("state", "state", "open")))},
        "Example: target= has 'state' in leaves=: write leaves=((…, …, …),), with the last comma",
    ),
    "a series with a tuple of one": (
        {"view": Chart("All", "weeks", series=cast("Any", ("all", "all")))},
        "Example: view= has 'all' in series=: write series=((…, …),), with the last comma",
    ),
    "a chart of nothing": (
        {"view": Chart("All", "bars", label="name", value="total")},
        "Example: view= shows {name}, {total}, which the result does not have: write one of its fields, the name of a read of related=, or an argument, as in {@pull_number}, {@repo}",
    ),
    "an inner list of what the result lacks": (
        {"view": Card("{title}", (), lists=(CardList("labels", Table("", (), ("{mane}",), "")),))},
        "Example: view= shows {mane}, which the result does not have: write one of its fields, the name of a read of related=, or an argument, as in {@pull_number}, {@repo}",
    ),
    "a count of what nothing reads": (
        {"view": Card("{title}", (), breakdowns=(STATES,))},
        "Example: view= counts labels, which nothing reads: add a read of that name to related=",
    ),
    "a count by no name": (
        related(LABELS, view=Card("{name}", (), breakdowns=(replace(STATES, name="{mane}"),))),
        "Example: view= names what it counts in labels by {mane}, which none of them has: write in name= and more= what they have",
    ),
    "a tree of what nothing has": (
        {"view": Tree("All", NAMED, empty="None", parts="parts", part=NAMED)},
        "Example: view= has a tree with {name}, {parts.name}, which its things do not have: write what they have",
    ),
    "a tree below a card by no name": (
        related(
            LABELS,
            view=Card("{name}", (), tree=Tree("All", NAMED, "None", ("{mane}",), items="labels")),
        ),
        "Example: view= has a tree with {mane}, which its things do not have: write what they have",
    ),
    "a tree with a text for columns": (
        {"view": Tree("All", replace(NAMED, piped=A_TEXT), empty="None")},
        "Example: view= has '{name}' in piped=: write piped=(…,), with the last comma",
    ),
}


@for_each(("changes", "message"), ROWS.values(), ids=ROWS)
@pytest.mark.filterwarnings("ignore:Field name")
def test_a_wrong_class_is_refused_with_the_fault_and_the_mend(
    changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(TypeError) as refused:
        define(**changes)

    assert message == str(refused.value)


def test_a_read_whose_places_may_be_left_out_says_that_it_looks_everywhere() -> None:
    assert define(**ANYWHERE, everywhere=True).facts.everywhere


def test_a_read_of_one_thing_may_have_others_beside_it() -> None:
    made = define(**related(LABELS, RelatedRead(name="repo", read=GetRepo)))

    assert [LABELS.read, GetRepo] == [each.read for each in made.facts.related]


def test_an_envelope_of_one_thing_is_for_other_providers_than_github() -> None:
    class Wrapped(
        BoardAction[Note],
        action="board.notes.wrapped",
        endpoint="GET /notes.get",
        envelope="note",
        says="Show it",
        view=Line("{text}"),
        verbs=("show",),
    ):
        """Show a note, which stands in an envelope."""

    assert "note" == Wrapped.facts.envelope
