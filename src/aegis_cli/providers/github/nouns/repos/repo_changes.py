"""Actions that make, change and delete repositories."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import StringConstraints

from aegis_cli.actions.action import R
from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.kinds import Kind, Role, Synonyms, named_kind
from aegis_cli.actions.results.new_page import NewPage
from aegis_cli.actions.results.views import Line, line_with_link
from aegis_cli.actions.targets.target import Made, Target
from aegis_cli.actions.undoing import Lasting, Undo
from aegis_cli.actions.words.forms import Form
from aegis_cli.providers.github import phrases
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import (
    Branch,
    Description,
    NewRepoName,
    OwnerName,
    RepoName,
)
from aegis_cli.providers.github.nouns.repos.repos import GetRepo
from aegis_cli.providers.github.resources import Repository

ITSELF = "my? REPO? {repo:itself} REPO?"
"""A repository that the whole sentence is about: here OWNER/NAME alone is that."""

Homepage: TypeAlias = Annotated[
    str,
    Kind(
        role=Role.PAYLOAD,
        reads="branch",
        noun="homepage",
        question="Give the address of the homepage, as in 'https://acme.example'.",
        example="'https://acme.example'",
        has_slashes=True,
    ),
    StringConstraints(max_length=255, pattern=r"^[^\x00-\x20\x7f]*$"),
]

OnOrOff: TypeAlias = Annotated[bool, Synonyms(true=("on", "enabled"), false=("off", "disabled"))]
_License: TypeAlias = Annotated[
    str,
    named_kind(
        "license",
        *("mit", "apache-2.0"),
        cues=("and? with? the? license {}", "and? with? the? {} license"),
        ignores_case=True,
    ),
    StringConstraints(pattern=r"^[A-Za-z0-9.+-]{1,60}$"),
]
_Ignored: TypeAlias = Annotated[
    str,
    named_kind(
        "gitignore template",
        *("Python", "Node"),
        cues=("and? with? the? gitignore {}", "and? with? the? {} gitignore"),
    ),
    StringConstraints(pattern=r"^[A-Za-z0-9+._-]{1,60}$"),
]


class NewRepo(GitHubAction[R]):
    """A repository that is made; private unless somebody says otherwise."""

    target = Made()

    name: NewRepoName
    """Name of the new repository, without an owner."""

    description: Description | None = None
    """What the repository is for, in one line."""

    private: Annotated[bool, Synonyms(true=("private",), false=("public",))] = True
    """Whether only people you choose can see it."""

    def answer_values(self, data: Any) -> dict[str, Any]:
        """Compare with `visibility`, not with the older `private`, if the two disagree."""
        answered = super().answer_values(data)
        visibility = answered["visibility"]
        agrees = visibility is None or (visibility != "public") == answered["private"]
        return answered if agrees else answered | {"private": visibility}


_AutoInit: TypeAlias = Annotated[
    bool, Synonyms(true=("readme", "initialized", "initialised"), false=("empty",))
]


class CreateRepo(
    NewRepo[Repository],
    op="repos/create-for-authenticated-user",
    action="repos.create",
    effect=Effect.WRITE,
    undo=Lasting("Others may have put something into it; repos.delete deletes it."),
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

    auto_init: _AutoInit | None = None
    """Whether to start with a first commit that holds a README."""

    license_template: _License | None = None
    """License that it starts with, such as mit; it gets a first commit then."""

    gitignore_template: _Ignored | None = None
    """Which files Git ignores in it from the start, as for Python."""


class CreateOrgRepo(
    NewRepo[Repository],
    op="repos/create-in-org",
    action="repos.create_in_org",
    effect=Effect.WRITE,
    page=NewPage(noun="repository", path="/{org}/{name}", number=""),
    undo=Lasting("Others may have put something into it; repos.delete deletes it."),
    says="Create the repository {name} in the organization {org}",
    view=line_with_link("Created repository {full_name}"),
    utterances=(
        (
            "create|make|start a new? [{private}] REPO named|called {name}"
            " in|for|under org|organization|organisation {org}"
            " [with description {description}] [with {auto_init}]"
        ),
        (
            "create|make|start a new? [{private}] REPO in|for|under"
            " org|organization|organisation {org} named|called {name}"
            " [with description {description}] [with {auto_init}]"
        ),
    ),
):
    """Create a repository in an organization; private unless you say otherwise."""

    org: OwnerName
    """Organization to create it in."""

    auto_init: _AutoInit | None = None
    """Whether to start with a first commit that holds a README."""

    license_template: _License | None = None
    """License that it starts with, such as mit; it gets a first commit then."""

    gitignore_template: _Ignored | None = None
    """Which files Git ignores in it from the start, as for Python."""


class RepoWrite(GitHubAction[R]):
    """A change of one repository."""

    target = Target(read=GetRepo)

    repo: RepoName
    """Repository to change, as OWNER/NAME."""


class UpdateRepo(
    RepoWrite[Repository],
    op="repos/update",
    action="repos.update",
    effect=Effect.WRITE,
    says="Change the repository {repo}",
    view=line_with_link(
        "Changed the repository {full_name} ({@changes})",
        already="The repository {full_name} was already so",
    ),
    utterances=(
        "CHANGE the description to|as {description}",
        Form(
            ("describe",),
            phrases=(ITSELF, "as {description}"),
            needs=("repo", "description"),
            example="describe the repo {repo} as {description}",
        ),
        "CHANGE the homepage|website to|as {homepage}",
        "CHANGE the default_branch to {default_branch}",
        *(
            Form(
                ("turn|switch",),
                (f"{{has_{part}}} {part}", f"{part} {{has_{part}}}"),
                phrases.TO_REPO,
                needs=(f"has_{part}",),
                example=f"turn {{has_{part}=off}} the {part} in {{repo}}",
            )
            for part in ("wiki", "projects", "issues")
        ),
    ),
):
    """Change a repository: its description, its homepage, its default branch, what it has."""

    description: Description | None = None
    """What the repository is for from now on, in one line."""

    homepage: Homepage | None = None
    """Address of its website from now on."""

    default_branch: Branch | None = None
    """Branch that is shown, and that pull requests go into, unless told otherwise."""

    has_wiki: OnOrOff | None = None
    """Whether it has a wiki."""

    has_projects: OnOrOff | None = None
    """Whether it has projects."""

    has_issues: OnOrOff | None = None
    """Whether it has issues."""


class RenameRepo(
    RepoWrite[Repository],
    op="repos/update",
    action="repos.rename",
    effect=Effect.ASKED,
    because="its address changes; the old one leads to it until another repository takes that name",
    undo=Undo(answered={"repo": "full_name"}),
    of_others=True,
    says="Rename the repository {repo} to {name!r}",
    view=line_with_link(
        "Renamed {@repo} to {full_name}", already="The repository {full_name} was called so already"
    ),
    target=Target(
        read=GetRepo,
        pins=("id",),
        shows=(("stars", "{stargazers_count}"), ("forks", "{forks_count}")),
    ),
    confirmation=Confirmation(
        phrase="rename {repo} to {name}",
        same="rename {full_name} to {@name}",
        heading="Its address would change; the old one leads to it until another takes that name:",
    ),
    utterances=(
        Form(
            ("rename",),
            phrases=(f"{ITSELF} to|as|into {{name}}",),
            needs=("repo", "name"),
            example="rename the repo {repo} to {name}",
        ),
        Form(
            ("change", "update", "set"),
            phrases=(f"name of {ITSELF} to|into|as {{name}}",),
            needs=("repo", "name"),
            example="change name of the repo {repo} to {name}",
        ),
    ),
):
    """Rename a repository; its old address leads to it for a while."""

    name: NewRepoName
    """What it is called from now on, without an owner."""


class SetVisibility(
    RepoWrite[Repository],
    op="repos/update",
    action="repos.set_visibility",
    effect=Effect.DESTRUCTIVE,
    because=(
        "what was public stays with whoever copied it; what becomes private loses its stars "
        "and watchers"
    ),
    says="Make the repository {repo} {visibility}",
    view=line_with_link(
        "The repository {full_name} is {visibility} now",
        already="The repository {full_name} was {visibility} already",
    ),
    target=Target(
        read=GetRepo,
        pins=("id",),
        shows=(("stars", "{stargazers_count}"), ("forks", "{forks_count}")),
    ),
    confirmation=Confirmation(
        phrase="make {repo} {visibility}",
        same="make {full_name} {@visibility}",
        heading="Who sees this would change, and stars, watchers and links may be lost:",
    ),
    utterances=(
        Form(
            ("make", "turn"),
            phrases=(f"{ITSELF} {{visibility}}",),
            needs=("repo",),
            example="make the repo {repo} {visibility}",
        ),
        "CHANGE the visibility to {visibility}",
    ),
):
    """Change who sees a repository; what was public once may have been copied."""

    visibility: Annotated[
        Literal["public", "private"],
        Kind(
            role=Role.CHOICE,
            noun="visibility",
            question="Say whether it is to be public or private.",
            example="private",
        ),
    ]
    """Who sees it from now on."""


class ArchiveRepo(
    RepoWrite[Repository],
    op="repos/update",
    action="repos.archive",
    effect=Effect.DESTRUCTIVE,
    because="nobody can change anything in it, and what runs in it stops",
    undo=Undo(action="repos.unarchive"),
    says="Archive the repository {repo}, which nobody can change any more then",
    view=line_with_link(
        "Archived the repository {full_name}",
        already="The repository {full_name} was already archived",
    ),
    target=Target(
        read=GetRepo,
        pins=("id",),
        shows=(
            ("open issues and pull requests", "{open_issues_count}"),
            ("last push", "{pushed_at:ago}"),
        ),
    ),
    confirmation=Confirmation(
        phrase="archive {repo}",
        same="archive {full_name}",
        heading="Nobody could change anything of this any more:",
    ),
    utterances=(
        Form(("archive",), phrases=(ITSELF,), needs=("repo",), example="archive the repo {repo}"),
    ),
):
    """Archive a repository: everything in it can be read, and nothing changed."""

    archived: Literal[True] = True
    """That it is archived."""


class UnarchiveRepo(
    RepoWrite[Repository],
    op="repos/update",
    action="repos.unarchive",
    effect=Effect.ASKED,
    because="whoever may push can change it again",
    undo=Undo(action="repos.archive"),
    says="Take the repository {repo} out of the archive",
    view=line_with_link(
        "The repository {full_name} is not archived any more",
        already="The repository {full_name} was not archived",
    ),
    confirmation=Confirmation(
        phrase="unarchive {repo}", heading="Those who may push could change this again:"
    ),
    utterances=(
        Form(
            ("unarchive", "un-archive"),
            phrases=(ITSELF,),
            needs=("repo",),
            example="unarchive the repo {repo}",
        ),
    ),
):
    """Take a repository out of the archive, so that it can be changed again."""

    archived: Literal[False] = False
    """That it is not archived."""


class DeleteRepo(
    GitHubAction[None],
    op="repos/delete",
    action="repos.delete",
    effect=Effect.DESTRUCTIVE,
    because="all that is in it is gone",
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
