"""Actions on people."""

from collections.abc import Iterator
from itertools import count, repeat
from typing import Any, ClassVar

from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.field_types import Limit
from aegis_cli.actions.results.templates import pick, text_at
from aegis_cli.actions.results.views import Card, CardRows, Line
from aegis_cli.actions.targets.target import Headline, Target
from aegis_cli.actions.undoing import Lasting
from aegis_cli.actions.words.forms import NOUN, Form
from aegis_cli.core.text import one_line
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import Login
from aegis_cli.providers.github.resources import AccountResource, Me, Resource, User


class Profile(AccountResource):
    """What everybody may see of an account."""

    headline: ClassVar = Headline(
        kind="account",
        name="{login}",
        title="{name}",
        state="{type}",
        identity=("id",),
    )

    name: str | None = None
    company: str | None = None
    location: str | None = None
    bio: str | None = None
    blog: str | None = None
    public_repos: int | None = None
    followers: int | None = None
    following: int | None = None
    created_at: str | None = None


class GetMe(
    GitHubAction[Me],
    op="users/get-authenticated",
    action="users.get_me",
    of_service=True,
    says="Show the signed-in GitHub user",
    view=Card(
        heading="{login}",
        reference="{name}",
        facts=(
            ("Company", "{company}"),
            ("Location", "{location}"),
            ("Public repositories", "{public_repos}"),
            ("Followers", "{followers}"),
            ("Since", "{created_at:day}"),
        ),
        footer="View this profile on GitHub: {html_url}",
        piped=(
            ("login", "{login}"),
            ("name", "{name}"),
            ("company", "{company}"),
            ("location", "{location}"),
            ("public repositories", "{public_repos}"),
            ("followers", "{followers}"),
            ("since", "{created_at}"),
            ("url", "{html_url}"),
        ),
    ),
    verbs=("show", "get", "who", "whoami"),
    utterances=(
        "who_am_i [on_github] [signed_in|logged_in] [as]",
        "whoami",
        "who_is signed_in|logged_in",
        "SHOW? my profile|account|user|username|identity|login",
    ),
):
    """Show who is signed in at GitHub, with the login, the name and more of an account."""


class RepositoryName(Resource):
    """A repository, by its name alone."""

    nameWithOwner: str  # noqa: N815  # GitHub's name


class FoundWork(Resource):
    """An issue or a pull request that waits for somebody; nothing of another kind."""

    number: int | None = None
    title: str | None = None
    url: str | None = None
    repository: RepositoryName | None = None


class Work(Resource):
    """What one search found."""

    issueCount: int  # noqa: N815  # GitHub's name
    nodes: list[FoundWork | None] | None = None


class WorkData(Resource):
    """The things that wait for the viewer, by the reason."""

    viewer: User
    assigned: Work
    requested: Work
    failing: Work


class MyWork(Resource):
    """The answer about what waits for the viewer."""

    data: WorkData


_WORK = (
    ("Issues that are assigned to you", "assigned"),
    ("Pull requests that wait for your review", "requested"),
    ("Your pull requests whose checks fail", "failing"),
)


_WORK_LISTS = tuple(f"data.{name}.nodes" for _, name in _WORK)


def _work_text(work: Any) -> str:
    """Return what waits for the viewer, each kind of it with how many there are."""
    return "\n\n".join(_work_lines(work, label, name, repeat("")) for label, name in _WORK)


def _numbered_work_text(work: Any) -> str:
    """Return the same, with the number of each thing before it."""
    numbers = (f"{number:>3}" for number in count(1))
    return "\n\n".join(_work_lines(work, label, name, numbers) for label, name in _WORK)


def _work_lines(work: Any, label: str, name: str, numbers: Iterator[str]) -> str:
    found = pick(work, f"data.{name}.nodes")
    things = [each for each in found if each] if isinstance(found, list) else []
    lines = [f"{next(numbers)}{_work_line(each)}" for each in things]
    count = pick(work, f"data.{name}.issueCount")
    more = count - len(lines) if isinstance(count, int) else 0
    rest = [f"  and {more} more"] if more > 0 else []
    return "\n".join([f"{label}: {'' if lines else 'none'}".rstrip(), *lines, *rest])


def _work_name(found: Any) -> str:
    return f"{text_at(found, 'repository.nameWithOwner')}#{text_at(found, 'number')}"


def _work_line(found: Any) -> str:
    return f"  {_work_name(found)}  {one_line(text_at(found, 'title'))}"


class GetMyWork(
    GitHubAction[MyWork],
    op="graphql:users_get_my_work",
    action="users.get_my_work",
    because="a query changes nothing",
    everywhere=True,
    says="Show what waits for you: assigned issues, requested reviews, failing pull requests",
    view=Card(
        heading="What waits for {data.viewer.login}",
        summary=(
            ("{data.assigned.issueCount:issue|issues}", "plain"),
            ("{data.requested.issueCount:review|reviews}", "plain"),
            ("{data.failing.issueCount:failing pull request|failing pull requests}", "plain"),
        ),
        facts=(),
        body=_work_text,
        rows=CardRows(
            body=_numbered_work_text,
            lists=_WORK_LISTS,
            noun="issue",
            named=_work_name,
        ),
        piped=(
            ("login", "{data.viewer.login}"),
            ("assigned", "{data.assigned.issueCount}"),
            ("requested", "{data.requested.issueCount}"),
            ("failing", "{data.failing.issueCount}"),
        ),
    ),
    verbs=("show", "list", "get"),
    utterances=(
        "what_is|what's|what on my plate|desk|agenda [today]",
        "what should|must|can|do i have_to|need_to? do|work_on today|next|now?",
        "what waits|is_waiting for me",
        "SHOW? my work|plate|agenda|to-do|to-dos|workload [for today]",
        "what needs my attention",
    ),
):
    """Show your assigned issues, the reviews you are asked for, and your failing pull requests."""


class GetUser(
    GitHubAction[Profile],
    op="users/get-by-username",
    action="users.get",
    says="Show the account {username}",
    view=Card(
        heading="{login}",
        reference="{name}",
        summary=(
            ("{type}", "plain"),
            ("{followers:follower|followers}", "plain"),
            ("{public_repos:public repository|public repositories}", "plain"),
        ),
        facts=(
            ("Company", "{company}"),
            ("Location", "{location}"),
            ("Website", "{blog}"),
            ("Follows", "{following}"),
            ("Since", "{created_at:day}"),
        ),
        body="{bio}",
        footer="View this profile on GitHub: {html_url}",
        piped=(
            ("login", "{login}"),
            ("name", "{name}"),
            ("type", "{type}"),
            ("company", "{company}"),
            ("location", "{location}"),
            ("website", "{blog}"),
            ("public repositories", "{public_repos}"),
            ("followers", "{followers}"),
            ("following", "{following}"),
            ("since", "{created_at}"),
            ("url", "{html_url}"),
            ("bio", "{bio}"),
        ),
    ),
    utterances=(
        "SHOW the user|account|person {username}",
        "SHOW? the profile|account of|for user? {username}",
        "who_is user? {username}",
    ),
):
    """Show what everybody may see of a person, a bot or an organization."""

    username: Login
    """Account to show."""


class ListFollowers(
    GitHubAction[list[AccountResource]],
    op="users/list-followers-for-user",
    action="users.list_followers",
    says="List who follows {username}",
    view=AccountResource.listing.table("that follow {username}"),
    utterances=(
        Form(
            NOUN,
            ("followers",),
            ("of|for user|person|account? {username}",),
            ("{username:my}",),
            needs=("username",),
            example="show the followers of {username}",
        ),
        "who follows user? {username}",
    ),
):
    """List who follows a person."""

    username: Login
    """Person who is followed."""

    limit: Limit = 30


class FollowUser(
    GitHubAction[None],
    op="users/follow",
    action="users.follow",
    effect=Effect.WRITE,
    undo=Lasting("Whether you followed them before is not known; users.unfollow takes it back."),
    target=Target(read=GetUser),
    says="Follow {username}",
    view=Line("You follow {@username} now", piped="{@username}"),
    utterances=("follow user|person|account? {username}", "start following {username}"),
):
    """Follow a person, who hears of it; everybody may see that you do."""

    username: Login
    """Person to follow."""


class UnfollowUser(
    GitHubAction[None],
    op="users/unfollow",
    action="users.unfollow",
    effect=Effect.WRITE,
    undo=Lasting("Whether you followed them before is not known; users.follow takes it back."),
    because="the person can be followed again",
    target=Target(read=GetUser),
    says="Stop following {username}",
    view=Line("You no longer follow {@username}", piped="{@username}"),
    utterances=("unfollow user|person|account? {username}", "stop following {username}"),
):
    """Stop following a person."""

    username: Login
    """Person not to follow any more."""
