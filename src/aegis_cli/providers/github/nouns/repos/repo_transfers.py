"""The action that gives a repository to another owner."""

from typing import Annotated

from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.marks import CountsAs
from aegis_cli.actions.results.views import Line
from aegis_cli.actions.targets.target import Target
from aegis_cli.actions.undoing import Lasting
from aegis_cli.actions.words.forms import Form
from aegis_cli.providers.github.github_types import NewRepoName, OwnerName
from aegis_cli.providers.github.nouns.repos.repo_changes import ITSELF, RepoWrite
from aegis_cli.providers.github.nouns.repos.repos import GetRepo
from aegis_cli.providers.github.resources import Repository


class TransferRepo(
    RepoWrite[Repository],
    op="repos/transfer",
    action="repos.transfer",
    effect=Effect.DESTRUCTIVE,
    because="another owner decides about it, and about giving it back",
    undo=Lasting("Its new owner can transfer it back."),
    says="Transfer the repository {repo} to {new_owner}",
    view=Line(
        "Began to transfer {@repo} to {@new_owner}; a person has to accept it", piped="{@repo}"
    ),
    target=Target(
        read=GetRepo,
        pins=("id",),
        shows=(
            ("open issues and pull requests", "{open_issues_count}"),
            ("stars", "{stargazers_count}"),
            ("forks", "{forks_count}"),
        ),
    ),
    confirmation=Confirmation(
        phrase="transfer {repo} to {new_owner}",
        same="transfer {full_name} to {@new_owner}",
        heading="Another owner would decide about this, and who has access to it:",
    ),
    utterances=(
        Form(
            ("transfer", "move"),
            phrases=(
                f"{ITSELF} to account|user|org|organization|organisation? {{new_owner}}",
                "as|named|called {new_name}",
            ),
            needs=("repo", "new_owner"),
            example="transfer the repo {repo} to {new_owner} [as {new_name}]",
        ),
    ),
):
    """Give a repository to another owner, who decides about it from then on."""

    new_owner: OwnerName
    """Organization or person to give it to."""

    new_name: Annotated[NewRepoName | None, CountsAs(("repos.rename",))] = None
    """What it is called there, if not as here."""
