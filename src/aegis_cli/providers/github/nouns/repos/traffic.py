"""Actions on the traffic of a repository, which GitHub counts for fourteen days."""

from typing import Annotated, ClassVar, Literal, TypeAlias

from aegis_cli.actions.action import R
from aegis_cli.actions.fields.kinds import Synonyms
from aegis_cli.actions.fields.marks import Doc
from aegis_cli.actions.results.views import Chart, Column, Listing
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import RepoName
from aegis_cli.providers.github.resources import Resource

Per: TypeAlias = Annotated[
    Literal["day", "week"],
    Synonyms(day=("daily",), week=("weekly",)),
    Doc("Whether each number is of a day or of a week; GitHub takes days."),
]


class Moment(Resource):
    """What was counted on one day, or in one week."""

    timestamp: str
    count: int
    uniques: int


class Views(Resource):
    """How often the pages of a repository were looked at."""

    count: int
    uniques: int
    views: list[Moment]


class Clones(Resource):
    """How often a repository was cloned."""

    count: int
    uniques: int
    clones: list[Moment]


class PopularPath(Resource):
    """A page of a repository that people look at."""

    listing: ClassVar = Listing(
        "popular page|popular pages",
        columns=(
            Column("PATH", "{path}", style="bold", flexible=True),
            Column("TITLE", "{title}", flexible=True),
            Column("VIEWS", "{count}"),
            Column("VISITORS", "{uniques}"),
        ),
        piped=("{path}", "{title}", "{count}", "{uniques}"),
    )

    path: str
    title: str
    count: int
    uniques: int


class Referrer(Resource):
    """A site from which people come."""

    listing: ClassVar = Listing(
        "referrer|referrers",
        columns=(
            Column("SITE", "{referrer}", style="bold", flexible=True),
            Column("VIEWS", "{count}"),
            Column("VISITORS", "{uniques}"),
        ),
        piped=("{referrer}", "{count}", "{uniques}"),
    )

    referrer: str
    count: int
    uniques: int


class _TrafficAction(GitHubAction[R]):
    """A look at the traffic of one repository."""

    repo: RepoName
    """Repository whose traffic to show, as OWNER/NAME."""


class GetViews(
    _TrafficAction[Views],
    op="repos/get-views",
    action="traffic.views",
    says="Show how often {repo} was looked at",
    view=Chart(
        title="Views of {repo} in the last 14 days",
        marks="days",
        series=(("views", "views.count"), ("unique visitors", "views.uniques")),
        start="views.timestamp",
        footer="In all {count:view|views} by {uniques:visitor|visitors}",
        empty="nobody looked at {repo} in the last 14 days",
    ),
    verbs=("show", "view", "get"),
    utterances=(
        "SHOW|how_many the [{per}] views|page_views|visitors|traffic of|on|to {repo} [per {per}]",
    ),
):
    """Show how often a repository was looked at, and by how many visitors."""

    per: Per | None = None


class GetClones(
    _TrafficAction[Clones],
    op="repos/get-clones",
    action="traffic.clones",
    says="Show how often {repo} was cloned",
    view=Chart(
        title="Clones of {repo} in the last 14 days",
        marks="days",
        series=(("clones", "clones.count"), ("unique cloners", "clones.uniques")),
        start="clones.timestamp",
        footer="In all {count:clone|clones} by {uniques:cloner|cloners}",
        empty="nobody cloned {repo} in the last 14 days",
    ),
    verbs=("show", "view", "get"),
    utterances=("SHOW|how_many the [{per}] clones|clone_traffic|cloners of {repo} [per {per}]",),
):
    """Show how often a repository was cloned, and by how many."""

    per: Per | None = None


class GetPaths(
    _TrafficAction[list[PopularPath]],
    op="repos/get-top-paths",
    action="traffic.paths",
    says="List the pages of {repo} that people look at most",
    utterances=(
        "SHOW? the top|popular|most_popular|most_viewed paths|pages|content of|in|on {repo}",
    ),
):
    """List the pages of a repository that people looked at most in the last fourteen days."""


class GetReferrers(
    _TrafficAction[list[Referrer]],
    op="repos/get-top-referrers",
    action="traffic.referrers",
    says="List the sites from which people come to {repo}",
    utterances=(
        "SHOW? the top? referrers|referring_sites|referral_sources|traffic_sources of|to {repo}",
    ),
):
    """List the sites from which most people came in the last fourteen days."""
