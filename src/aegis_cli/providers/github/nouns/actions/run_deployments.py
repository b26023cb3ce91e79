"""Actions on the deployments that runs wait to make."""

from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import StringConstraints

from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.kinds import Kind, Role, Synonyms, named_kind
from aegis_cli.actions.fields.marks import ResolvedId, SentAs, Unsent
from aegis_cli.actions.results.templates import pick, text_at
from aegis_cli.actions.results.views import Column, Line, Listing
from aegis_cli.actions.targets.target import Headline, Target
from aegis_cli.actions.undoing import Lasting
from aegis_cli.actions.words.forms import Form
from aegis_cli.providers.github import phrases
from aegis_cli.providers.github.github_types import Body
from aegis_cli.providers.github.resources import Resource
from aegis_cli.providers.github.targets import RunAction

EnvironmentName: TypeAlias = Annotated[
    str,
    named_kind("environment", "production", ignores_case=True),
    StringConstraints(min_length=1, max_length=255),
]


class DeploymentEnvironment(Resource):
    """Where something is deployed to."""

    id: int | None = None
    name: str | None = None


class Reviewer(Resource):
    """Who may approve: a person, or a team."""

    login: str | None = None
    name: str | None = None


class RequiredReviewer(Resource):
    """One of those who may approve."""

    reviewer: Reviewer | None = None


def reviewers_of(deployment: Any) -> str:
    """Return who may approve a deployment."""
    found = pick(deployment, "reviewers")
    each = [pick(one, "reviewer") for one in found] if isinstance(found, list) else []
    return ", ".join(text_at(one, "login") or text_at(one, "name") for one in each)


def approval_of(deployment: Any) -> str:
    """Return whether the signed-in person may approve a deployment."""
    return "yes" if pick(deployment, "current_user_can_approve") is True else "no"


class PendingDeployment(Resource):
    """A deployment that waits for somebody's approval."""

    headline: ClassVar = Headline(
        kind="deployment",
        name="{environment.name!r} of {@repo}",
        title="run {@run_id}",
        state="waiting",
        identity=("environment.id",),
    )

    listing: ClassVar = Listing(
        "pending deployment|pending deployments",
        columns=(
            Column("ENVIRONMENT", "{environment.name}", style="bold"),
            Column("REVIEWERS", reviewers_of, flexible=True),
            Column("YOU MAY", approval_of),
            Column("WAITS", "{wait_timer:minute|minutes}"),
        ),
        piped=(
            *("{environment.name}", "{environment.id}", reviewers_of),
            *("{current_user_can_approve}", "{wait_timer}"),
        ),
    )

    environment: DeploymentEnvironment
    wait_timer: int
    current_user_can_approve: bool
    reviewers: list[RequiredReviewer]


class ListPendingDeployments(
    RunAction[list[PendingDeployment]],
    op="actions/get-pending-deployments-for-run",
    action="runs.list_pending_deployments",
    says="List the deployments that the run {run_id} in {repo} waits to make",
    view=PendingDeployment.listing.table("of the run {run_id} in {repo}"),
    utterances=(
        (
            "SHOW the pending_deployments|waiting_deployments|pending_reviews|pending_approvals"
            " of|for|in the workflow_run|run|build {run_id}"
        ),
    ),
):
    """List the environments that a run waits to deploy to, and who may approve it."""

    environment: Annotated[EnvironmentName | None, Unsent()] = None
    """Only the one to this environment."""

    def keeps(self, item: dict[str, Any]) -> bool:
        """Keep the one that is looked for."""
        said, name = (self.environment or "").casefold(), pick(item, "environment.name")
        return said in {"", str(name).casefold()}


class Deployment(Resource):
    """A deployment that was decided about."""

    id: int
    environment: str


def _as_list(number: int) -> list[int]:
    """Return an id as GitHub takes it: in a list."""
    return [number]


class ReviewDeployments(
    RunAction[list[Deployment]],
    op="actions/review-pending-deployments-for-run",
    action="runs.review_deployments",
    effect=Effect.ASKED,
    because="code of others runs, or something is deployed, at once",
    undo=Lasting("A deployment that was decided goes on, or has ended."),
    target=Target(read=ListPendingDeployments, shows=(("may be approved by", reviewers_of),)),
    says="Decide about the deployment of the run {run_id} in {repo} to {environment!r}: {state}",
    view=Line(
        "The deployment of the run {@run_id} in {@repo} to {@environment!r} is {@state}",
        piped="{@environment}",
    ),
    confirmation=Confirmation(
        phrase="{state} {environment} of run {run_id}",
        heading="A deployment that is approved is made at once:",
    ),
    verbs=("approve", "reject"),
    utterances=(
        Form(
            ("{state:choice}",),
            (
                "deployment|deployments|deploy to {environment}",
                "{environment} deployment",
                "deployment|deployments|deploy",
            ),
            (
                *("of|in|for|from workflow_run|run|build {run_id}", "to {environment}"),
                *("saying {comment}", "with? comment {comment}", *phrases.TO_REPO),
            ),
            needs=("state", "environment"),
            example="{state=approve} the deployment to {environment} of run {run_id} in {repo}",
        ),
    ),
):
    """Approve or reject a deployment that a run waits to make; an approved one is made at once."""

    environment: Annotated[EnvironmentName, Unsent()]
    """Environment that would be deployed to."""

    state: Annotated[
        Literal["approved", "rejected"],
        Synonyms(approved=("approve",), rejected=("reject",)),
        Kind(role=Role.CHOICE, question="Say whether to approve or to reject it."),
    ]
    """What you decide."""

    comment: Body = ""
    """Why, for those who look at the run."""

    environment_ids: Annotated[
        int | None,
        ResolvedId(read=ListPendingDeployments, path="environment.id"),
        SentAs(_as_list),
    ] = None
    """Id of the environment."""
