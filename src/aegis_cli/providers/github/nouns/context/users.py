"""Actions on people."""

from typing import ClassVar

from aegis_cli.actions.facts import Effect
from aegis_cli.actions.field_types import Limit
from aegis_cli.actions.forms import NOUN, Form
from aegis_cli.actions.target import Headline, Target
from aegis_cli.actions.views import Card, Line
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import Login
from aegis_cli.providers.github.resources import Account, Me


class Profile(Account):
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
    """Show who is signed in at GitHub: login, name and more."""


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
    GitHubAction[list[Account]],
    op="users/list-followers-for-user",
    action="users.list_followers",
    says="List who follows {username}",
    view=Account.listing.table("that follow {username}"),
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
    because="the person can be followed again",
    target=Target(read=GetUser),
    says="Stop following {username}",
    view=Line("You no longer follow {@username}", piped="{@username}"),
    utterances=("unfollow user|person|account? {username}", "stop following {username}"),
):
    """Stop following a person."""

    username: Login
    """Person not to follow any more."""
