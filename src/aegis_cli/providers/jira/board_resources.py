"""What Jira returns of its boards and their sprints."""

from typing import ClassVar

from aegis_cli.actions.results.conditions import Condition, ConditionKind
from aegis_cli.actions.results.views import Column, Listing, NamedBy
from aegis_cli.actions.targets.target import Headline
from aegis_cli.providers.jira.resources import Resource


class Location(Resource):
    """The project of a board."""

    projectKey: str | None = None  # noqa: N815


class Board(Resource):
    """A board, which shows the issues of a project."""

    listing: ClassVar = Listing(
        "board|boards",
        columns=(
            Column("ID", "{id}", style="bold"),
            Column("NAME", "{name}", flexible=True),
            Column("TYPE", "{type}"),
            Column("PROJECT", "{location.projectKey}"),
        ),
        piped=("{id}", "{name}", "{type}", "{location.projectKey}"),
        row=NamedBy("board", "id", has_place=False),
    )

    conditions: ClassVar = (
        Condition("name", "name", ConditionKind.TEXT),
        Condition("type", "type", ConditionKind.CHOICE),
        Condition("project", "location.projectKey", ConditionKind.CHOICE),
    )

    id: int
    name: str
    type: str = ""
    location: Location | None = None


class Sprint(Resource):
    """A sprint of a board."""

    headline: ClassVar = Headline(
        kind="sprint", name="{id}", title="{name}", state="{state}", identity=("id",)
    )
    listing: ClassVar = Listing(
        "sprint|sprints",
        columns=(
            Column("ID", "{id}", style="bold"),
            Column("NAME", "{name}", flexible=True),
            Column("STATE", "{state}"),
            Column("ENDS", "{endDate:day}", style="grey"),
            Column("GOAL", "{goal}", flexible=True),
        ),
        piped=("{id}", "{name}", "{state}", "{startDate}", "{endDate}", "{goal}"),
        row=NamedBy("sprint", "id", has_place=False),
    )

    conditions: ClassVar = (
        Condition("name", "name", ConditionKind.TEXT),
        Condition("state", "state", ConditionKind.CHOICE),
        Condition("starts", "startDate", ConditionKind.DAY),
        Condition("ends", "endDate", ConditionKind.DAY),
    )

    id: int
    name: str
    state: str = ""
    startDate: str | None = None  # noqa: N815
    endDate: str | None = None  # noqa: N815
    goal: str | None = None
    originBoardId: int | None = None  # noqa: N815
