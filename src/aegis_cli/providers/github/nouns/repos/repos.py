"""Actions on repositories."""

from typing import Annotated, ClassVar, Literal

from aegis_cli.actions.fields.field_types import Direction, Limit
from aegis_cli.actions.fields.kinds import Synonyms
from aegis_cli.actions.results.views import Card, Chart, Column, Listing
from aegis_cli.actions.words.forms import NOUN, Form
from aegis_cli.providers.github import phrases
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import Branch, Login, OwnerName, RepoName
from aegis_cli.providers.github.nouns.repos.files import FileResource, GetFile
from aegis_cli.providers.github.resources import Languages, Repository, Resource
from aegis_cli.providers.github.states import license_of, visibility_of, visibility_tone


class ListMyRepos(
    GitHubAction[list[Repository]],
    op="repos/list-for-authenticated-user",
    action="repos.list_mine",
    says="List your repositories",
    utterances=(
        Form(
            NOUN,
            ("my? REPOS",),
            ("that? i can|may reach|access|see", "do_i_have", "{sort:age} first", *phrases.SORTED),
            (
                "my",
                "{visibility}",
                "{sort:age}",
                "most|recently|most_recently? {sort}",
                *phrases.FIRST,
            ),
            example="list my [{limit}] [{visibility}] repos [sorted by {sort}] [{direction} first]",
        ),
    ),
):
    """List the repositories that you can reach."""

    visibility: Literal["all", "public", "private"] | None = None
    """Only those with this visibility."""

    sort: (
        Annotated[
            Literal["created", "updated", "pushed", "full_name"],
            Synonyms(full_name=("name", "alphabetically"), pushed=("recent",)),
        ]
        | None
    ) = None
    """What to sort by; GitHub sorts by full name unless told otherwise."""

    direction: Direction | None = None

    limit: Limit = 30


_SORT = Annotated[
    Literal["created", "updated", "pushed", "full_name"],
    Synonyms(full_name=("name", "alphabetically"), pushed=("recent",)),
]


class ListUserRepos(
    GitHubAction[list[Repository]],
    op="repos/list-for-user",
    action="repos.list_for_user",
    says="List the public repositories of {username}",
    view=Repository.listing.table("of {username} that are public"),
    utterances=(
        (
            "SHOW? the public? REPOS of|by|from user|account? {username}"
            " [sorted|ordered by {sort}] [{direction} first]"
        ),
    ),
):
    """List the public repositories of a person, or of an organization."""

    username: Login
    """Account whose repositories to list."""

    type: Literal["all", "owner", "member"] | None = None
    """Those that it owns, unless told otherwise."""

    sort: _SORT | None = None
    """What to sort by; GitHub sorts by full name unless told otherwise."""

    direction: Direction | None = None

    limit: Limit = 30


class ListOrgRepos(
    GitHubAction[list[Repository]],
    op="repos/list-for-org",
    action="repos.list_for_org",
    says="List the repositories of the organization {org}",
    view=Repository.listing.table("of {org}", frozenset({"type"})),
    utterances=(
        (
            "SHOW? the [{type}] REPOS of|in|from org|organization|organisation {org}"
            " [sorted|ordered by {sort}] [{direction} first]"
        ),
    ),
):
    """List the repositories of an organization that you may see, private ones too."""

    org: OwnerName
    """Organization whose repositories to list."""

    type: (
        Annotated[
            Literal["all", "public", "private", "forks", "sources", "member"],
            Synonyms(forks=("forked",)),
        ]
        | None
    ) = None
    """Only those of this type."""

    sort: _SORT | None = None
    """What to sort by; GitHub sorts by creation unless told otherwise."""

    direction: Direction | None = None

    limit: Limit = 30


class Contributor(Resource):
    """Somebody who made commits, with how many."""

    listing: ClassVar = Listing(
        "contributor|contributors",
        columns=(
            Column("LOGIN", "{login}", style="bold"),
            Column("COMMITS", "{contributions}"),
        ),
        piped=("{login}", "{contributions}"),
    )

    login: str | None = None
    contributions: int


class ListContributors(
    GitHubAction[list[Contributor]],
    op="repos/list-contributors",
    action="repos.list_contributors",
    of_others=True,
    says="List the contributors of {repo}",
    utterances=(
        "SHOW? the list of contributors [limit|at_most {limit}]",
        "SHOW? the names of contributors [limit|at_most {limit}]",
        "how many contributors are_there",
    ),
):
    """List who made commits to a repository, those with the most first."""

    repo: RepoName
    """Repository whose contributors to list, as OWNER/NAME."""

    limit: Limit = 30


class GetRepo(
    GitHubAction[Repository],
    op="repos/get",
    action="repos.get",
    says="Show the repository {repo}",
    view=Card(
        heading="{full_name}",
        summary=(
            (visibility_of, visibility_tone),
            ("{stargazers_count:star|stars}", "plain"),
            ("{forks_count:fork|forks}", "plain"),
            ("{language}", "plain"),
            (license_of, "plain"),
        ),
        facts=(
            ("Description", "{description}"),
            ("Homepage", "{homepage}"),
            ("Topics", "{topics}"),
            ("Default branch", "{default_branch}"),
            ("Open issues and pull requests", "{open_issues_count}"),
            ("Last push", "{pushed_at:ago}"),
        ),
        footer="View this repository on GitHub: {html_url}",
        piped=(
            ("name", "{full_name}"),
            ("description", "{description}"),
            ("homepage", "{homepage}"),
            ("topics", "{topics}"),
            ("info", visibility_of),
            ("default branch", "{default_branch}"),
            ("language", "{language}"),
            ("license", license_of),
            ("stars", "{stargazers_count}"),
            ("forks", "{forks_count}"),
            ("open issues", "{open_issues_count}"),
            ("pushed", "{pushed_at}"),
            ("url", "{html_url}"),
        ),
    ),
    verbs=("show", "get", "view", "describe"),
    utterances=(
        Form(
            ("VERB me?", "LOOK me?", "what_is|what's", "tell_me"),
            phrases=("details|information|info? about|on|of|for? my? REPO? {repo:itself} REPO?",),
            needs=("repo",),
            example="show {repo}",
        ),
    ),
):
    """Show one repository."""

    repo: RepoName
    """Repository to show, as OWNER/NAME."""


class GetReadme(
    GitHubAction[FileResource],
    op="repos/get-readme",
    action="repos.get_readme",
    says="Show the README of {repo}",
    view=GetFile.facts.view,
    verbs=("show", "read", "get", "view"),
    utterances=("SHOW readme file? [on|from branch {ref}]",),
):
    """Show the README of a repository."""

    repo: RepoName
    """Repository whose README to show, as OWNER/NAME."""

    ref: Branch | None = None
    """Branch to read it from; the default branch unless told otherwise."""


class ListLanguages(
    GitHubAction[Languages],
    op="repos/list-languages",
    action="repos.list_languages",
    says="Show the languages of {repo}",
    view=Chart(
        title="Languages of {repo}",
        marks="bars",
        unit="byte|bytes",
        empty="there is no code in {repo} yet",
    ),
    verbs=("list", "show", "get"),
    utterances=(
        Form(
            NOUN,
            ("programming? languages|language breakdown|statistics|stats?",),
            (phrases.IN_REPO, "does {repo} use", "is {repo} written_in", "used"),
            example="show the languages of {repo}",
        ),
        Form(("what",), ("is {repo} written_in",)),
    ),
):
    """Show which languages a repository is written in, in bytes of code."""

    repo: RepoName
    """Repository to look at, as OWNER/NAME."""
