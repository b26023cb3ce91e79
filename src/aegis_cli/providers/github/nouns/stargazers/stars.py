"""Actions on stars."""

from typing import Annotated, Any, Literal

from pydantic import model_validator

from aegis_cli.actions.action import R
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.field_types import Direction, Limit
from aegis_cli.actions.fields.kinds import Synonyms
from aegis_cli.actions.results.templates import pick
from aegis_cli.actions.results.views import Card, Line
from aegis_cli.actions.targets.target import Target
from aegis_cli.actions.undoing import Lasting
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import Login, RepoName
from aegis_cli.providers.github.nouns.repos.repos import GetRepo
from aegis_cli.providers.github.resources import AccountResource, Repository, Resource

_Sort = Annotated[
    Literal["created", "updated"],
    Synonyms(created=("when they were starred", "starred"), updated=("last push",)),
]


def _take_inner(name: str, data: Any) -> Any:
    """Take what stands below the moment of a star; GitHub may answer with or without that."""
    return data[name] if isinstance(data, dict) and name in data else data


class Stargazer(AccountResource):
    """Somebody who starred a repository."""

    @model_validator(mode="before")
    @classmethod
    def _without_moment(cls, data: Any) -> Any:
        return _take_inner("user", data)


class StarredRepository(Repository):
    """A repository that somebody starred."""

    @model_validator(mode="before")
    @classmethod
    def _without_moment(cls, data: Any) -> Any:
        return _take_inner("repo", data)


class _Starred(GitHubAction[R]):
    """A list of the repositories that somebody starred."""

    sort: _Sort | None = None
    """What to sort by: when it was starred, or when it was last pushed to."""

    direction: Direction | None = None

    limit: Limit = 30


class ListMyStars(
    _Starred[list[StarredRepository]],
    op="activity/list-repos-starred-by-authenticated-user",
    action="stars.list_mine",
    says="List the repositories that you starred",
    view=StarredRepository.listing.table("that you starred"),
    utterances=(
        "SHOW? my? stars|starred_repos|starred_repositories [sorted by {sort}]",
        "SHOW? the REPOS i starred|like|have_starred [sorted by {sort}]",
        "what|which REPOS did|have i star|starred",
        "SHOW? my? starred REPOS|projects [sorted by {sort}]",
    ),
):
    """List the repositories that you starred, the last one first."""


class ListUserStars(
    _Starred[list[StarredRepository]],
    op="activity/list-repos-starred-by-user",
    action="stars.list_for_user",
    says="List the repositories that {username} starred",
    view=StarredRepository.listing.table("that {username} starred"),
    utterances=(
        "SHOW? the stars of|by|from user? {username} [sorted by {sort}]",
        "SHOW? the REPOS starred by user? {username} [sorted by {sort}]",
        "SHOW? the REPOS that? user? {username} starred|has_starred",
        "what|which REPOS did|has user? {username} star|starred",
    ),
):
    """List the repositories that a person starred, the last one first."""

    username: Login
    """Person whose stars to list."""


class ListStargazers(
    GitHubAction[list[Stargazer]],
    op="activity/list-stargazers-for-repo",
    action="stars.list_stargazers",
    says="List who starred {repo}",
    view=Stargazer.listing.table("who starred {repo}"),
    utterances=(
        "SHOW? the stargazers of|for {repo}",
        "SHOW? who starred {repo}",
        "who starred|likes|has_starred {repo}",
        "SHOW? the people|users|accounts who starred {repo}",
    ),
):
    """List who starred a repository."""

    repo: RepoName
    """Repository that they starred, as OWNER/NAME."""

    limit: Limit = 30


class StarredOrNot(Resource):
    """Whether you starred a repository, and how many did."""

    nameWithOwner: str  # noqa: N815  # GitHub's name
    viewerHasStarred: bool  # noqa: N815  # GitHub's name
    stargazerCount: int  # noqa: N815  # GitHub's name


def _starred_by_you(found: Any) -> str:
    return "starred by you" if pick(found, "viewerHasStarred") is True else "not starred by you"


class CheckStar(
    GitHubAction[StarredOrNot],
    op="graphql:stars_check",
    action="stars.check",
    because="a query changes nothing",
    envelope="data.repository",
    says="Show whether you starred {repo}",
    view=Card(
        heading="{nameWithOwner}",
        summary=((_starred_by_you, "plain"), ("{stargazerCount:star|stars}", "plain")),
        facts=(),
        piped=(("starred", "{viewerHasStarred}"), ("stars", "{stargazerCount}")),
    ),
    verbs=("check", "show"),
    utterances=(
        "did|have i star|starred {repo}",
        "check|show|tell me? whether|if i starred|have_starred|like {repo}",
        "is {repo} starred|among my stars|in my stars",
    ),
):
    """Show whether you starred a repository, and how many did."""

    repo: RepoName
    """Repository to look at, as OWNER/NAME."""


class AddStar(
    GitHubAction[None],
    op="activity/star-repo-for-authenticated-user",
    action="stars.add",
    effect=Effect.WRITE,
    undo=Lasting("Whether it had your star before is not known; stars.remove takes it back."),
    target=Target(read=GetRepo),
    says="Star {repo}",
    view=Line("Starred {@repo}", piped="{@repo}"),
    utterances=(
        "star {repo}",
        "give|add a star to {repo}",
        "add {repo} to my stars|starred_repos",
    ),
):
    """Star a repository; everybody may see that you did."""

    repo: RepoName
    """Repository to star, as OWNER/NAME."""


class RemoveStar(
    GitHubAction[None],
    op="activity/unstar-repo-for-authenticated-user",
    action="stars.remove",
    effect=Effect.WRITE,
    undo=Lasting("Whether it had your star before is not known; stars.add takes it back."),
    because="the repository can be starred again",
    target=Target(read=GetRepo),
    says="Take your star off {repo}",
    view=Line("Took your star off {@repo}", piped="{@repo}"),
    utterances=(
        "unstar {repo}",
        "remove|take|withdraw my? star from|off|of {repo}",
        "remove|take {repo} from|off my stars|starred_repos",
    ),
):
    """Take your star off a repository."""

    repo: RepoName
    """Repository to take it off, as OWNER/NAME."""
