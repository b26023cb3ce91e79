"""Actions that show tickets, which Jira calls issues."""

from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import StringConstraints, model_validator

from aegis_cli.actions.action import R
from aegis_cli.actions.fields.field_types import Day, Direction, Limit
from aegis_cli.actions.fields.kinds import ME, Kind, Role, Synonyms
from aegis_cli.actions.fields.marks import Unsent
from aegis_cli.actions.results.views import Card, Line
from aegis_cli.actions.targets.target import Target
from aegis_cli.actions.words.forms import NOUN, SHOW, Form
from aegis_cli.core.text import one_line
from aegis_cli.providers.jira import phrases
from aegis_cli.providers.jira.jira_action import JiraAction
from aegis_cli.providers.jira.jira_types import (
    NOBODY,
    AccountId,
    IssueKey,
    Label,
    ProjectKey,
    QueriedPerson,
    ResolvedPerson,
    StatusName,
    TypeName,
)
from aegis_cli.providers.jira.jql import (
    AnyOf,
    Clause,
    Field,
    Function,
    Operator,
    query,
    search_words,
)
from aegis_cli.providers.jira.nouns.users import ListAssignable
from aegis_cli.providers.jira.projects import project_of
from aegis_cli.providers.jira.resources import (
    LISTED,
    WHOLE,
    Count,
    History,
    Issue,
    WholeIssue,
    tone_of,
)

SearchText: TypeAlias = Annotated[
    str,
    Kind(
        role=Role.TARGET,
        reads="text",
        noun="text",
        question="Give what to search for in quotation marks, as in for 'login'.",
        example="login",
        cues=("and? about|for|mentioning|containing {}",),
    ),
    StringConstraints(min_length=1, max_length=100),
]


class _Query(JiraAction[R]):
    """What asks Jira for issues by a query, which is made of these fields alone."""

    text: Annotated[SearchText | None, Unsent()] = None
    """Words to find."""
    project: Annotated[ProjectKey | None, Unsent()] = None
    """Only in this project."""
    state: Annotated[
        Literal["open", "done"] | None,
        Unsent(),
        Synonyms(open=("unresolved", "unfinished"), done=("closed", "finished")),
    ] = None
    """Only those that are not done yet, or are."""
    status: Annotated[tuple[StatusName, ...] | None, Unsent()] = None
    """Only those in one of these statuses."""
    assignee: Annotated[QueriedPerson | None, Unsent()] = None
    """Only those of this person; @me is you, none nobody."""
    assignee_id: Annotated[
        AccountId | None,
        Unsent(),
        ResolvedPerson(
            read=ListAssignable,
            path="accountId",
            by={"within": "project", "person": "assignee"},
            when="assignee",
        ),
    ] = None
    """The account of that person."""
    reporter: Annotated[QueriedPerson | None, Unsent()] = None
    """Only those by this person."""
    reporter_id: Annotated[
        AccountId | None,
        Unsent(),
        ResolvedPerson(
            read=ListAssignable,
            path="accountId",
            by={"within": "project", "person": "reporter"},
            when="reporter",
        ),
    ] = None
    """The account of that person."""
    type: Annotated[TypeName | None, Unsent()] = None
    """Only those of this type."""
    labels: Annotated[tuple[Label, ...] | None, Unsent()] = None
    """Only those that have all of these labels."""
    sprint: Annotated[
        Literal["open", "closed"] | None, Unsent(), Synonyms(open=("current", "active"))
    ] = None
    """Only those in a sprint that goes on, or that was closed."""
    updated_since: Annotated[Day | None, Unsent()] = None
    """Only those that changed on this day or later."""
    created_since: Annotated[Day | None, Unsent()] = None
    """Only those made on this day or later."""

    @model_validator(mode="after")
    def _is_bounded(self) -> Self:
        self.jql()
        named = {self.assignee, self.reporter} - {None, NOBODY, ME}
        if named and self.project is None:
            raise ValueError("name the project too, in which a person is looked for by name")
        return self

    def clauses(self) -> list[Clause | AnyOf]:
        """Return the conditions."""
        simple = {
            Field.PROJECT: self.project,
            Field.TYPE: self.type,
        }
        found: list[Clause | AnyOf] = [
            Clause(field, Operator.IS, value) for field, value in simple.items() if value
        ]
        if self.state:
            how = Operator.IS if self.state == "done" else Operator.IS_NOT
            found.append(Clause(Field.CATEGORY, how, "Done"))
        if self.status:
            found.append(
                AnyOf(tuple(Clause(Field.STATUS, Operator.IS, each) for each in self.status))
            )
        found += _of_person(Field.ASSIGNEE, self.assignee, self.assignee_id)
        found += _of_person(Field.REPORTER, self.reporter, self.reporter_id)
        found += [Clause(Field.LABEL, Operator.IS, each) for each in self.labels or ()]
        if self.sprint:
            found.append(Clause(Field.SPRINT, Operator.IN, _SPRINTS[self.sprint]))
        since = {Field.UPDATED: self.updated_since, Field.CREATED: self.created_since}
        found += [Clause(field, Operator.SINCE, day) for field, day in since.items() if day]
        if self.text is not None:
            found.append(Clause(Field.TEXT, Operator.HAS, search_words(self.text)))
        return found

    def jql(self) -> str:
        """Return the query."""
        return query(self.clauses())

    def says(self) -> str:
        """Say what is searched for, with the very query that Jira gets."""
        return f"{super().says()}: {one_line(self.jql())}"

    def body_values(self) -> dict[str, Any]:
        """Return what is sent: the query."""
        return {"jql": self.jql()}


def _of_person(field: Field, said: str | None, account: str | None) -> list[Clause | AnyOf]:
    """Return the condition about a person; before the account is found, it has the name."""
    if said is None:
        return []
    if said == NOBODY:
        return [Clause(field, Operator.IS_NOTHING, Function.NOTHING)]
    return [Clause(field, Operator.IS, Function.ME if said == ME else account or said)]


_SPRINTS = {"open": Function.OPEN_SPRINTS, "closed": Function.CLOSED_SPRINTS}
_SORTS = {"created": Field.CREATED, "updated": Field.UPDATED, "priority": Field.PRIORITY}
_OF = (
    phrases.IN_PROJECT,
    "and? about|for|mentioning|containing {text}",
    "and? assigned_to {assignee}",
    "and? OPENED|reported? by {reporter}",
    "and? in|with status {status}",
    "and? of type {type}",
    "and? LABELLED with|as? {labels}",
    "and? updated|changed since {updated_since}",
    "and? OPENED since {created_since}",
    "in|of the? {sprint} sprint",
    "{state}",
)
_WHICH = ("{assignee:my}", "{state}")


class SearchIssues(
    _Query[list[Issue]],
    op="searchAndReconsileIssuesUsingJql",
    asks={"fields": LISTED},
    action="jira.issues.search",
    envelope="issues",
    everywhere=True,
    says="Search for tickets",
    verbs=("search", "find", "list", "show"),
    utterances=(
        Form(
            ("search|search_in|find_in",),
            ("jira",),
            ("for {text}", *_OF),
            needs=("text",),
            example="search jira for {text} [in {project}]",
        ),
        Form(
            (*NOUN, "search|search_for|find"),
            (phrases.JIRA_TICKETS,),
            (*_OF, "SORTED? by {sort}", "{direction} first", "limit|at_most|up_to {limit}"),
            _WHICH,
            example="show my {state} jira_tickets [in {project}] [about {text}]",
        ),
        Form(
            (*NOUN, "search|search_for|find"),
            (phrases.TICKETS,),
            (*_OF, "SORTED? by {sort}", "{direction} first", "limit|at_most|up_to {limit}"),
            _WHICH,
            needs=("project",),
            example="show [{state}] tickets in {project} [assigned to {assignee}] [about {text}]",
        ),
        Form(
            NOUN,
            (phrases.TICKETS,),
            _OF,
            _WHICH,
            needs=("assignee",),
        ),
        Form(
            (*SHOW, "what_is|what's"),
            ("in? the? {sprint} sprint",),
            ("of|in|for project|jira_project? {project}",),
            needs=("sprint", "project"),
            example="show the {sprint} sprint of {project}",
        ),
        Form(
            (*SHOW, "what_is|what's"),
            ("on? {assignee:my} jira? board",),
            needs=("assignee",),
            example="what is on my board",
        ),
    ),
):
    """Search for tickets; at least one condition is needed."""

    sort: Annotated[Literal["created", "updated", "priority"] | None, Unsent()] = None
    """What to sort by."""
    direction: Annotated[Direction | None, Unsent()] = None
    limit: Limit = 30

    def jql(self) -> str:
        """Return the query with its order: the one that changed last comes first."""
        order = _SORTS[self.sort or "updated"]
        return query(self.clauses(), order, falling=self.direction != "asc")

    def keeps(self, item: dict[str, Any]) -> bool:
        """Leave out what is in another project than was asked for."""
        return self.project in {None, project_of(str(item.get("key")))}


class CountIssues(
    _Query[Count],
    op="countIssues",
    action="jira.issues.count",
    everywhere=True,
    because="Jira counts by POST, and changes nothing",
    says="Count tickets",
    view=Line("About {count:ticket|tickets}", piped="{count}"),
    verbs=("count", "how many"),
    utterances=(
        Form(
            ("count|how_many",),
            (phrases.JIRA_TICKETS, f"{phrases.TICKETS} in|of project? {{project}}"),
            (*_OF, "are|are_there"),
            _WHICH,
            example="count tickets in {project}",
        ),
    ),
):
    """Count about how many tickets there are; at least one condition is needed."""


class GetIssue(
    JiraAction[WholeIssue],
    op="getIssue",
    asks={"fields": WHOLE},
    action="jira.issues.get",
    says="Show the ticket {issue}",
    view=Card(
        heading="{fields.summary}",
        reference="{key}",
        summary=(
            ("{fields.status.name}", tone_of),
            ("{fields.issuetype.name}", "plain"),
            ("updated {fields.updated:ago}", "grey"),
        ),
        facts=(
            ("Assignee", "{fields.assignee.displayName}"),
            ("Reporter", "{fields.reporter.displayName}"),
            ("Priority", "{fields.priority.name}"),
            ("Labels", "{fields.labels}"),
            ("Resolution", "{fields.resolution.name}"),
            ("Due", "{fields.duedate}"),
            ("Components", "{fields.components.name}"),
            ("Fix versions", "{fields.fixVersions.name}"),
            ("Parent", "{fields.parent.key}"),
            ("Subtasks", "{fields.subtasks.key}"),
        ),
        body="{fields.description}",
        piped=(
            ("key", "{key}"),
            ("summary", "{fields.summary}"),
            ("status", "{fields.status.name}"),
            ("type", "{fields.issuetype.name}"),
            ("assignee", "{fields.assignee.displayName}"),
            ("reporter", "{fields.reporter.displayName}"),
            ("priority", "{fields.priority.name}"),
            ("labels", "{fields.labels}"),
            ("updated", "{fields.updated}"),
        ),
    ),
    verbs=("show", "get", "view", "read"),
    utterances=(
        Form(
            (*SHOW, "tell_me"),
            phrases=(f"details|information|info? about|of|on? {phrases.TICKET}? {{issue}} about?",),
            example="show {issue}",
        ),
    ),
):
    """Show one ticket with its description."""

    issue: IssueKey
    """Ticket, as PROJ-12."""


class ListChanges(
    JiraAction[list[History]],
    op="getChangeLogs",
    action="jira.issues.changelog",
    envelope="values",
    says="List what changed on {issue}",
    utterances=(
        f"SHOW the history|changelog|changes of|on|for|in {phrases.TICKET}? {{issue}}",
        f"what_changed on|in|about {phrases.TICKET}? {{issue}}",
    ),
):
    """List the changes of a ticket, each with its old and new value."""

    issue: IssueKey
    """Ticket, as PROJ-12."""
    limit: Limit = 30


ADDED_TO: Target[Any] = Target(read=GetIssue, watched=("id",))
"""A ticket that something is added to: others may change it meanwhile, and this changes when it was
updated."""
CHANGED: Target[Any] = Target(read=GetIssue, watched=("fields.updated",))
"""A ticket that is changed as it was seen, and not as somebody else has changed it since."""
