"""Actions on the people who watch tickets."""

import json
from dataclasses import replace
from typing import Annotated

from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.marks import Unsent
from aegis_cli.actions.results.views import Line
from aegis_cli.actions.undoing import Lasting
from aegis_cli.actions.words.forms import Form
from aegis_cli.core.http import Request
from aegis_cli.providers.jira import phrases
from aegis_cli.providers.jira.jira_types import AccountId, Person, ResolvedPerson
from aegis_cli.providers.jira.nouns.issue_changes import IssueWrite
from aegis_cli.providers.jira.nouns.issues import ADDED_TO
from aegis_cli.providers.jira.nouns.users import ListAssignable


class AddWatcher(
    IssueWrite[None],
    op="addWatcher",
    action="jira.watchers.add",
    effect=Effect.WRITE,
    undo=Lasting("No action removes a watcher."),
    target=ADDED_TO,
    says="Let {person} watch the ticket {issue}",
    view=Line("{@person} watches {@issue}", piped="{@issue}"),
    verbs=("watch", "follow", "add"),
    utterances=(
        f"watch|follow {phrases.TICKET}? {{issue}}",
        Form(
            ("add",),
            ("{person} as watcher", "watcher {person}"),
            (f"on|to|of {phrases.TICKET}? {{issue}}",),
            example="add {person} as watcher to {issue}",
        ),
    ),
):
    """Let somebody who can be assigned watch a ticket: Jira tells them what changes."""

    person: Annotated[Person, Unsent()] = "@me"
    """Who; @me is you."""
    account_id: Annotated[
        AccountId | None,
        Unsent(),
        ResolvedPerson(read=ListAssignable, path="accountId", by={"within": "issue"}),
    ] = None
    """Their account."""

    def request(self, base: str) -> Request:
        """Build the request, whose body is the account alone, as a text."""
        body = json.dumps(self.account_id).encode() if self.account_id else None
        return replace(super().request(base), body=body)
