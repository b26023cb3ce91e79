"""Actions on the links of tickets: to each other, and to pages."""

from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias

from pydantic import AfterValidator, StringConstraints

from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.kinds import Kind, Role, named_kind
from aegis_cli.actions.fields.marks import At, ResolvedId, Unsent
from aegis_cli.actions.results.views import Line
from aegis_cli.actions.targets.target import Target
from aegis_cli.actions.undoing import Lasting, Undo
from aegis_cli.core.http import split_url
from aegis_cli.providers.jira import phrases
from aegis_cli.providers.jira.jira_action import JiraAction
from aegis_cli.providers.jira.jira_types import IssueId, IssueKey, OtherIssue, Summary
from aegis_cli.providers.jira.link_resources import IssueLink, LinkType, RemoteLink
from aegis_cli.providers.jira.nouns.issue_changes import IssueWrite
from aegis_cli.providers.jira.nouns.issues import ADDED_TO, GetIssue

TypeOfLink: TypeAlias = Annotated[
    str,
    named_kind("type of link", "blocks", ignores_case=True),
    StringConstraints(min_length=1, max_length=100),
]
_WORDS: Mapping[str, str] = {
    "blocks": "blocks",
    "cloners": "clones",
    "clones": "clones",
    "duplicate": "duplicates",
    "duplicates": "duplicates",
    "relates": "relates to",
    "relates to": "relates to",
}
"""What a type that every Jira has says of the first ticket, by its name or by these words."""


class ListLinkTypes(
    JiraAction[list[LinkType]],
    op="getIssueLinkTypes",
    action="jira.links.types",
    of_service=True,
    envelope="issueLinkTypes",
    says="List the types of links between tickets",
    utterances=("SHOW the types of links|ticket_links at|in jira",),
):
    """List the types of links that tickets can have."""

    type: Annotated[TypeOfLink | None, Unsent()] = None
    """Only that of this name, or with these words for the first ticket."""

    def keeps(self, item: dict[str, Any]) -> bool:
        """Tell whether a type is the one that is looked for."""
        names = {str(item.get(name, "")).casefold() for name in ("name", "outward")}
        return self.type is None or self.type.casefold() in names


class ListLinks(
    JiraAction[list[IssueLink]],
    op="getIssue",
    asks={"fields": "issuelinks"},
    action="jira.links.list",
    envelope="fields.issuelinks",
    says="List the links of {issue} to other tickets",
    utterances=(f"SHOW the links of|on|from {phrases.TICKET}? {{issue}}",),
):
    """List the links of a ticket to other tickets."""

    issue: IssueKey
    """Ticket, as PROJ-12."""
    other: Annotated[OtherIssue | None, Unsent()] = None
    """Only those with this ticket."""
    type: Annotated[TypeOfLink | None, Unsent()] = None
    """Only those of this type."""

    def keeps(self, item: dict[str, Any]) -> bool:
        """Tell whether a link is with the other ticket, and of the type, that are looked for."""
        ends = (item.get("outwardIssue") or {}, item.get("inwardIssue") or {})
        kind = item.get("type") or {}
        names = {str(kind.get(name, "")).casefold() for name in ("name", "outward")}
        is_of_type = self.type is None or self.type.casefold() in names
        return is_of_type and self.other in {None, *(end.get("key") for end in ends)}


class AddLink(
    JiraAction[None],
    op="linkIssues",
    action="jira.links.add",
    effect=Effect.WRITE,
    undo=Lasting("Whether they were linked before is not known; jira.links.remove unlinks them."),
    target=ADDED_TO,
    says="Link {issue} to {other}",
    view=Line("Linked {@issue} to {@other} ({@type})", piped="{@issue}"),
    utterances=(
        f"link|connect {phrases.TICKET}? {{issue}} to|with {phrases.TICKET}? {{other}} as {{type}}",
    ),
):
    """Link two tickets: the first blocks, duplicates or relates to the other."""

    issue: Annotated[IssueKey, Unsent()]
    """The ticket that blocks, duplicates, …"""
    issue_id: Annotated[
        IssueId | None, At("inwardIssue.id"), ResolvedId(read=GetIssue, path="id")
    ] = None
    """Its id."""
    other: Annotated[OtherIssue, Unsent()]
    """The ticket that is blocked, duplicated, …"""
    other_id: Annotated[
        IssueId | None,
        At("outwardIssue.id"),
        ResolvedId(read=GetIssue, path="id", by={"issue": "other"}),
    ] = None
    """Its id."""
    type: Annotated[TypeOfLink, Unsent()]
    """Type, such as blocks, duplicates or relates."""
    type_name: Annotated[
        str | None, At("type.name"), ResolvedId(read=ListLinkTypes, path="name")
    ] = None
    """Its name at Jira."""

    def says(self) -> str:
        """Say which of both does what to the other."""
        words = _WORDS.get(self.type.casefold(), f"has the link {self.type!r} to")
        return f"{super().says()}: {self.issue} {words} {self.other}"


class RemoveLink(
    JiraAction[None],
    op="deleteIssueLink",
    action="jira.links.remove",
    effect=Effect.ASKED,
    undo=Undo(action="jira.links.add"),
    because="both tickets stay, and the link can be made again",
    target=Target(read=ListLinks, kinds=("link",)),
    says="Remove the link of {issue} with {other}",
    view=Line("Removed the link of {@issue} with {@other}", piped="{@issue}"),
    confirmation=Confirmation(
        phrase="unlink {issue} from {other}", heading="This link would be removed:"
    ),
    utterances=(
        f"unlink {phrases.TICKET}? {{issue}} from|and {phrases.TICKET}? {{other}}",
        f"remove|delete the link of|from {phrases.TICKET}? {{issue}} to|with {{other}}",
    ),
):
    """Remove the link between two tickets."""

    issue: Annotated[IssueKey, Unsent()]
    """One ticket."""
    other: Annotated[OtherIssue, Unsent()]
    """The other one."""
    type: Annotated[TypeOfLink | None, Unsent()] = None
    """Type of the link, where there are several."""
    link_id: Annotated[IssueId | None, At("link"), ResolvedId(read=ListLinks, path="id")] = None
    """The link's id."""


def _page(url: str) -> str:
    """Return the address of a page; one with a name before its host seems to be of another one."""
    parts = split_url(url)
    if parts is None or parts.username is not None:
        raise ValueError("a page has an address as https://acme.example/page")
    return url


class AddRemoteLink(
    IssueWrite[RemoteLink],
    op="createOrUpdateRemoteIssueLink",
    action="jira.remote_links.add",
    effect=Effect.WRITE,
    undo=Lasting("No action deletes a link to a page."),
    target=ADDED_TO,
    statuses=(200, 201),
    says="Link {issue} to the page {url}",
    view=Line("Linked {@issue} to {@url}", piped="{id}"),
    utterances=(
        (
            f"add|attach the page|address {{url}} to|on {phrases.TICKET}? {{issue}}"
            " titled|called {title}"
        ),
    ),
):
    """Link a ticket to a web page."""

    url: Annotated[
        str,
        At("object.url"),
        Kind(
            role=Role.TARGET,
            reads="quote",
            noun="address",
            question="Give the address in quotation marks, as in 'https://acme.example/page'.",
            example="https://acme.example/page",
            has_slashes=True,
        ),
        StringConstraints(max_length=2_000, pattern=r"^https?://"),
        AfterValidator(_page),
    ]
    """Address of the page."""
    title: Annotated[Summary, At("object.title")]
    """What the link is called."""
