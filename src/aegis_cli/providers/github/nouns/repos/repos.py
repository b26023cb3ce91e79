"""Actions on repositories."""

from typing import Annotated, Any, Literal

from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.field_types import Direction, Limit
from aegis_cli.actions.forms import NOUN, Form
from aegis_cli.actions.kinds import Synonyms
from aegis_cli.actions.target import Made, Target
from aegis_cli.actions.views import Card, Chart, Line, line_with_link
from aegis_cli.providers.github import phrases
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import Description, NewRepoName, RepoName
from aegis_cli.providers.github.resources import Languages, Repository
from aegis_cli.providers.github.states import visibility_of, visibility_tone


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
        ),
        facts=(
            ("Description", "{description}"),
            ("Default branch", "{default_branch}"),
            ("Open issues and pull requests", "{open_issues_count}"),
            ("Last push", "{pushed_at:ago}"),
        ),
        footer="View this repository on GitHub: {html_url}",
        piped=(
            ("name", "{full_name}"),
            ("description", "{description}"),
            ("info", visibility_of),
            ("default branch", "{default_branch}"),
            ("language", "{language}"),
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


class CreateRepo(
    GitHubAction[Repository],
    op="repos/create-for-authenticated-user",
    action="repos.create",
    effect=Effect.WRITE,
    target=Made(),
    says="Create the repository {name}",
    view=line_with_link("Created repository {full_name}"),
    verbs=("create", "make", "new", "start"),
    utterances=(
        Form(
            ("VERB",),
            ("REPO",),
            (
                "and? with? name|named|called|titled {name}",
                "{name:quote}",
                "and? with|has? description {description}",
                "described_as|about {description}",
                "and? with? {auto_init} file?",
                "and? make_it {private}",
                "that_is? {private}",
                "for_me",
            ),
            ("new", "{private}", "{auto_init}"),
            makes=True,
            example="create a {private=private} repo named {name} "
            "[with description {description}] [with {auto_init}]",
        ),
    ),
):
    """Create a repository in your own account; private unless you say otherwise."""

    name: NewRepoName
    """Name of the new repository, without an owner."""

    description: Description | None = None
    """What the repository is for, in one line."""

    private: Annotated[bool, Synonyms(true=("private",), false=("public",))] = True
    """Whether only people you choose can see it."""

    auto_init: (
        Annotated[
            bool,
            Synonyms(true=("readme", "initialized", "initialised"), false=("empty",)),
        ]
        | None
    ) = None
    """Whether to start with a first commit that holds a README."""

    def answer_values(self, data: Any) -> dict[str, Any]:
        """Compare with `visibility`, not with the older `private`, if the two disagree."""
        answered = super().answer_values(data)
        visibility = answered["visibility"]
        agrees = visibility is None or (visibility != "public") == answered["private"]
        return answered if agrees else answered | {"private": visibility}


class DeleteRepo(
    GitHubAction[None],
    op="repos/delete",
    action="repos.delete",
    effect=Effect.DESTRUCTIVE,
    says="Delete the repository {repo}, with its issues, pull requests and settings",
    view=Line("Deleted repository {@repo}", piped="{@repo}"),
    verbs=("delete", "destroy"),
    target=Target(
        read=GetRepo,
        pins=("id",),
        shows=(
            ("open issues and pull requests", "{open_issues_count}"),
            ("stars", "{stargazers_count}"),
            ("last push", "{pushed_at:ago}"),
        ),
    ),
    confirmation=Confirmation(
        phrase="{repo}", same="{full_name}", heading="This would be lost for good:"
    ),
    utterances=(
        Form(
            ("VERB",),
            phrases=("my? REPO? {repo:itself} REPO?",),
            needs=("repo",),
            example="delete the repo {repo}",
        ),
    ),
):
    """Delete a repository for good."""

    repo: RepoName
    """Repository to delete, as OWNER/NAME."""


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
