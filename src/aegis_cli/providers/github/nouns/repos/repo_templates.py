"""The action that makes a repository from a template."""

from typing import Annotated

from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.kinds import Synonyms
from aegis_cli.actions.provider.names import Place, own_account
from aegis_cli.actions.results.views import line_with_link
from aegis_cli.actions.targets.target import Target
from aegis_cli.actions.undoing import Lasting
from aegis_cli.providers.github.github_types import OwnerName, RepoName
from aegis_cli.providers.github.nouns.repos.repo_changes import NewRepo
from aegis_cli.providers.github.nouns.repos.repos import GetRepo
from aegis_cli.providers.github.resources import Repository


class CreateFromTemplate(
    NewRepo[Repository],
    op="repos/create-using-template",
    action="repos.create_from_template",
    effect=Effect.WRITE,
    also=("repos.create",),
    undo=Lasting("Others may have put something into it; repos.delete deletes it."),
    of_others=True,
    says="Create the repository {name} from the template {repo}",
    view=line_with_link("Created repository {full_name} from {@repo}"),
    target=Target(
        read=GetRepo,
        aside=("name", "description", "private", "owner", "include_all_branches"),
    ),
    utterances=(
        (
            "create|make|generate|start a new? [{private}] REPO named|called {name}"
            " from|using|with template REPO? {repo} [in|for|under {owner}]"
            " [with description {description}] [with {include_all_branches}]"
        ),
        (
            "create|make|generate|start a new? [{private}] REPO from|using|with"
            " template REPO? {repo} named|called {name} [in|for|under {owner}]"
            " [with description {description}] [with {include_all_branches}]"
        ),
        "use the template {repo} for a new? REPO named|called? {name}",
    ),
):
    """Create a repository with the files of a template; private unless you say otherwise."""

    repo: RepoName
    """Template to take, as OWNER/NAME."""

    owner: OwnerName | None = None
    """Organization to create it in, in place of your own account."""

    include_all_branches: (
        Annotated[bool, Synonyms(true=("all branches", "all its branches"))] | None
    ) = None
    """Whether to take all branches, and not the default one alone."""

    def containers(self) -> tuple[tuple[str, Place], ...]:
        """Return where the repository is made too, which may be the person's own account."""
        own = () if self.owner else (("owner", own_account()),)
        return (*super().containers(), *own)
