"""What git pushes at a door of a session: one action for each weight of a push.

No sentence, planner, `do` or tool makes them; rules name them, and grants the first.
The commands and the pack are the bytes that a call takes: it is approved with their SHA-256.
"""

from http import HTTPStatus
from typing import Annotated, Any, ClassVar

from pydantic import Field

from aegis_cli.actions.action import Action, R
from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.kinds import RESOLVED
from aegis_cli.actions.fields.marks import Committed
from aegis_cli.actions.provider.performed import LOOK, PartlyIgnored, Performed
from aegis_cli.actions.provider.provider import Provider
from aegis_cli.actions.results.views import Line
from aegis_cli.actions.targets.target import Made
from aegis_cli.actions.undoing import Lasting
from aegis_cli.core.flow import Converse, Flow
from aegis_cli.core.http import Request, Response
from aegis_cli.core.pkt_lines import BadLine
from aegis_cli.core.push_report import PushReport
from aegis_cli.core.text import excerpt
from aegis_cli.errors import Code, Failed
from aegis_cli.providers.github.errors import GITHUB_API, failure
from aegis_cli.providers.github.github_types import RepoName
from aegis_cli.providers.github.provider import GITHUB
from aegis_cli.providers.github.resources import Resource
from aegis_cli.providers.github.smart_http import PUSHES, git_base
from aegis_cli.providers.uploads import require_whole

LARGEST = 2 * 1024**3
"""Bytes of a push that GitHub takes (docs.github.com, "Troubleshooting the 2 GB push limit")."""
PUSHED = f"application/x-{PUSHES}-request"
_ACCEPTS = ("accept", f"application/x-{PUSHES}-result")
_MOVED = frozenset({301, 302, 307, 308})

Shown = Annotated[str, RESOLVED]
"""A text that says what git found in a push; it is shown, and approved, and not sent."""


class PushAnswer(Resource):
    """How a push ended at GitHub."""

    count: int
    """How many references changed."""


class GitPush(Action[R]):
    """One push."""

    provider: ClassVar[Provider[Any]] = GITHUB

    repo: RepoName
    """Repository that is pushed to, as OWNER/NAME."""
    ref: Shown
    """Branch or tag; of several, all their names."""
    what: Shown
    """Which way each goes: new, fast-forward, FORCE or DELETE, from which commit to which."""
    commits: Shown | None = None
    """What the commits say that come."""
    files: Shown | None = None
    """Which files differ, with + for each line that comes and - for each that goes."""
    runs_with_secrets: Shown | None = None
    """Which of these decide what runs with the secrets of the repository."""
    lost: Shown | None = None
    """What the commits say that a branch or a tag has no more."""
    brings_back: Shown | None = None
    """The line that brings it back."""
    push_options: Shown | None = None
    """What git hands to the server beside."""
    size: Annotated[Annotated[int, Field(ge=1, le=LARGEST)] | None, Committed("size")] = None
    """Bytes of the commands and the pack."""
    sha256: Annotated[str | None, Committed("sha256")] = None
    """Their SHA-256."""

    def request(self, base: str) -> Request:
        """Build the request that sends these bytes."""
        return Request(
            "POST",
            git_base(base),
            self._path(),
            headers=(_ACCEPTS,),
            media=PUSHED,
            upload=self._commitment(),
        )


_OF_EACH: dict[str, Any] = {
    "endpoint": f"POST /{{repo}}.git/{PUSHES}",
    "needs": "contents:write",
    "takes": "file",
    "converses": True,
    "target": Made(),
    "verbs": ("push",),
}
_OF_PLAIN: dict[str, Any] = _OF_EACH | {
    "undo": Lasting("What was pushed stays; git can push what was there before."),
    "says": "Push {ref} to {repo}",
    "view": Line("Pushed {@ref} to {@repo}."),
}


class PushByGit(GitPush[PushAnswer], action="git.push", effect=Effect.WRITE, **_OF_PLAIN):
    """Let git push a branch that is new or goes forward, at the door of a session."""


class PushAskedByGit(
    GitPush[PushAnswer],
    action="git.push_asked",
    effect=Effect.ASKED,
    because=(
        "the default branch, a tag, several branches at once, a deleted branch, or files that run "
        "with the secrets of the repository concern others at once"
    ),
    also=("git.push",),
    confirmation=Confirmation(phrase="push {ref} to {repo}"),
    **_OF_PLAIN,
):
    """Let git push to the default branch, a tag, several refs, or files that run with secrets."""


class ForcePushByGit(
    GitPush[PushAnswer],
    action="git.push_force",
    effect=Effect.DESTRUCTIVE,
    because="commits that a branch or a tag has are lost there",
    also=("git.push",),
    confirmation=Confirmation(
        phrase="{repo}:{ref}", heading="Commits that it has are no longer on it afterwards"
    ),
    undo=Lasting("The line that brings it back is in the question."),
    says="Push {ref} to {repo} by FORCE",
    view=Line("Pushed {@ref} to {@repo} by force."),
    **_OF_EACH,
):
    """Let git force one branch, or move or delete one tag, at the door of a session."""


def push(action: GitPush[Any], base: str) -> Flow[Performed]:
    """Send a push; hand GitHub's answer to git, and say what it means.

    NOTE: no redirect is followed: another name is another place, which nobody approved.
    """
    request = action.request(base)
    sent = yield from GITHUB_API.send(action, request)
    require_whole("GitHub", sent, left="Push again.")
    answer = GITHUB_API.require_answer(action, request, sent)
    if GITHUB_API.is_fault(answer):
        raise GITHUB_API.unknown(action, f"GitHub answered {answer.status} to the push")
    if answer.status in _MOVED:
        raise Failed(
            f"{action.repo} has another name now; nothing was pushed there.",
            code=Code.MOVED,
            hint="Change the URL of the remote.",
        )
    if answer.status != HTTPStatus.OK:
        raise failure(action, answer)
    report = _report(action, answer)
    yield Converse(answer.body)
    _require_taken(action, report)
    return Performed({"count": len(report.taken)})


def _report(action: GitPush[Any], answer: Response) -> PushReport:
    try:
        return PushReport.read(answer.body)
    except BadLine as problem:
        raise GITHUB_API.unknown(action, excerpt(str(problem).capitalize())) from None


def _require_taken(action: GitPush[Any], report: PushReport) -> None:
    """Raise what it means that GitHub did not take all of a push."""
    refused = "; ".join(f"{ref} ({excerpt(why)})" for ref, why in report.refused)
    if report.unpack != "ok":
        told = f"GitHub did not take the pack: {excerpt(report.unpack)}."
        raise Failed(told, code=Code.INVALID)
    if refused and report.taken:
        told = f"GitHub took a part of the push to {action.repo}, and refused {refused}."
        raise PartlyIgnored(told, {"count": len(report.taken)}, hint=LOOK)
    if refused:
        raise Failed(f"GitHub refused {refused}.", code=Code.CONFLICT)
