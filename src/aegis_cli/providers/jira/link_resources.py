"""What Jira returns of the links of its issues."""

from typing import Any, ClassVar

from aegis_cli.actions.results.views import Column, Listing
from aegis_cli.actions.targets.target import Headline
from aegis_cli.providers.jira.resources import NamedIssue, Resource


class LinkType(Resource):
    """What a link between two issues means, in both directions."""

    headline: ClassVar = Headline(
        kind="type of link", name="{name}", title="{outward}", state="{inward}", identity=("id",)
    )
    listing: ClassVar = Listing(
        "type of link|types of links",
        columns=(
            Column("NAME", "{name}", style="bold"),
            Column("FROM THE FIRST", "{outward}", flexible=True),
            Column("FROM THE SECOND", "{inward}", flexible=True),
        ),
        piped=("{name}", "{outward}", "{inward}"),
    )

    id: str
    name: str
    inward: str = ""
    outward: str = ""


class LinkedFields(Resource):
    """What a link says of the issue at its other end."""

    summary: str = ""


class LinkedIssue(NamedIssue):
    """The issue at the other end of a link."""

    fields: LinkedFields | None = None


def _words_of(link: Any) -> str:
    """Return what a link says of its issue, as "blocks" or "is blocked by"."""
    return str(link["type"]["outward" if link.get("outwardIssue") else "inward"])


def _other_of(link: Any) -> str:
    return str((link.get("outwardIssue") or link.get("inwardIssue") or {}).get("key", ""))


class IssueLink(Resource):
    """A link of an issue with another one."""

    headline: ClassVar = Headline(
        kind="link",
        name="{id}",
        title=lambda link: f"{_words_of(link)} {_other_of(link)}",
        identity=("id",),
    )
    listing: ClassVar = Listing(
        "link|links",
        columns=(
            Column("LINK", _words_of, style="bold"),
            Column("TICKET", _other_of),
            Column(
                "SUMMARY",
                "{outwardIssue.fields.summary|inwardIssue.fields.summary}",
                flexible=True,
            ),
        ),
        piped=(
            _words_of,
            _other_of,
            "{outwardIssue.fields.summary|inwardIssue.fields.summary}",
            "{id}",
        ),
    )

    id: str
    type: LinkType
    inwardIssue: LinkedIssue | None = None  # noqa: N815
    outwardIssue: LinkedIssue | None = None  # noqa: N815


class RemoteLink(Resource):
    """A link of an issue to a page."""

    id: int
