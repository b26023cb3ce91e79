"""Actions with something at stake that the catalogue does not have, and what is pinned of it.

None of them is about a repository: one is always asked about and has two pins, two are typed, of
which one reads nothing, and one is plain.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, ClassVar, Literal

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Precondition, preconditions_of
from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.kinds import Kind, Role
from aegis_cli.actions.results.views import Line
from aegis_cli.actions.targets.target import Headline, Made, Target
from aegis_cli.planning.expansion import Act
from aegis_cli.providers.github.github_types import Description, IssueNumber, RepoName
from aegis_cli.providers.github.provider import GITHUB
from aegis_cli.providers.github.resources import Resource
from aegis_cli.request.target_snapshot import TargetSnapshot
from tests.helpers.declared import entries_of


class Head(Resource):
    """What a pull request would bring."""

    sha: str


class PullToConfirm(Resource):
    """A pull request, as far as merging it needs."""

    headline: ClassVar = Headline(kind="pull request", name="{@repo}#{number}", title="{title}")

    id: int
    number: int
    title: str
    head: Head


class Gist(Resource):
    """A gist; it is in no repository."""

    headline: ClassVar = Headline(kind="gist", name="{id}", title="{description}")

    id: str
    description: str | None = None
    history: str | None = None


class ShowPull(
    Action[PullToConfirm],
    action="tests.show_pull",
    effect=Effect.READ,
    needs="pull_requests:read",
    endpoint="GET /repos/{repo}/pulls/{pull_number}",
    says="Show {repo}#{pull_number}",
    view=Line("#{number}"),
    verbs=("show",),
):
    """Show a pull request."""

    provider = GITHUB

    repo: RepoName
    """Repository."""
    pull_number: IssueNumber
    """Number."""


class MergePull(
    Action[None],
    action="tests.merge_pull",
    effect=Effect.ASKED,
    needs="contents:write",
    endpoint="PUT /repos/{repo}/pulls/{pull_number}/merge",
    says="Merge {repo}#{pull_number}",
    view=Line("Merged {@repo}#{@pull_number}"),
    verbs=("merge",),
    target=Target(
        read=ShowPull, pins=("id", "head.sha"), shows=(("title", "{title}"), ("head", "{head.sha}"))
    ),
    confirmation=Confirmation(phrase="{repo}#{pull_number}", same="{@repo}#{number}"),
):
    """Merge a pull request."""

    provider = GITHUB

    repo: RepoName
    """Repository."""
    pull_number: IssueNumber
    """Number."""
    merge_method: Literal["merge", "squash"] | None = None
    """How."""
    commit_title: Description | None = None
    """What history will say."""


GistId = Annotated[str, Kind(role=Role.TARGET)]


class ShowGist(
    Action[Gist],
    action="tests.show_gist",
    effect=Effect.READ,
    endpoint="GET /gists/{gist_id}",
    says="Show the gist {gist_id}",
    view=Line("{id}"),
    verbs=("show",),
):
    """Show a gist."""

    provider = GITHUB

    gist_id: GistId
    """Which."""


class BurnGist(
    Action[None],
    action="tests.burn_gist",
    effect=Effect.DESTRUCTIVE,
    endpoint="DELETE /gists/{gist_id}",
    says="Burn the gist {gist_id}",
    view=Line("Burned"),
    verbs=("burn",),
    target=Target(read=ShowGist, pins=("history",), shows=(("description", "{description}"),)),
    confirmation=Confirmation(phrase="{gist_id}", same="{id}", heading="This would burn:"),
):
    """Burn a gist."""

    provider = GITHUB

    gist_id: GistId
    """Which."""


class SignGist(
    Action[None],
    action="tests.sign_gist",
    effect=Effect.DESTRUCTIVE,
    target=Made(),
    endpoint="PUT /gists/{gist_id}/signature",
    says="Sign the gist {gist_id}",
    view=Line("Signed"),
    verbs=("sign",),
    confirmation=Confirmation(phrase="gist {gist_id}"),
):
    """Sign a gist for good: typed, with nothing to read."""

    provider = GITHUB

    gist_id: GistId
    """Which."""


class PutGist(
    Action[None],
    action="tests.put_gist",
    effect=Effect.WRITE,
    endpoint="PUT /gists/{gist_id}",
    says="Replace the gist {gist_id}",
    view=Line("Replaced"),
    verbs=("replace",),
    target=Target(read=ShowGist, pins=("history",)),
):
    """Replace a gist: plain, without a phrase, and only as it was when it was approved."""

    provider = GITHUB

    gist_id: GistId
    """Which."""


MERGE = MergePull(repo="acme/web", pull_number=12)
PULL: dict[str, Any] = {"id": 70, "number": 12, "title": "Faster", "head": {"sha": "a1" * 20}}
BURN = BurnGist(gist_id="Abc1")
GIST: dict[str, Any] = {"id": "Abc1", "description": "Notes", "history": "v3"}
SIGN = SignGist(gist_id="Abc1")
PUT = PutGist(gist_id="Abc1")


def read_of(action: Action[Any]) -> Action[Any] | None:
    """Return the read that shows what a call is about, if there is one."""
    look = action.facts.target_read
    return None if look is None else look.reading(action)


def pins_of(action: Action[Any], answer: Any) -> tuple[Precondition, ...]:
    """Pin what an action names in the answer of its read."""
    read = read_of(action)
    return preconditions_of(action, {} if read is None else {read: answer})


def snapshots_of(
    acts: Iterable[Act], answers: Mapping[str, Any]
) -> dict[str, tuple[TargetSnapshot, ...]]:
    """Return what was seen of the targets of acts, by their ids."""
    reads = {act.id: read_of(act.action) for act in acts}
    return {
        id_: (TargetSnapshot(read, answers[id_]),)
        for id_, read in reads.items()
        if read is not None and id_ in answers
    }


def pins_of_repo(action: Action[Any], id: int) -> tuple[Precondition, ...]:  # noqa: A002
    """Pin the id of a repository, if the action needs that."""
    read = read_of(action)
    return preconditions_of(action, {} if read is None else {read: {"id": id}}, loosely=False)


CLASSES = (ShowPull, MergePull, ShowGist, BurnGist, SignGist, PutGist)
ROWS = entries_of(CLASSES)
"""Their entries in the catalogue, where a test puts them there."""
