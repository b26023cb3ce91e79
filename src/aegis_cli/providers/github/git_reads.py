"""What git reads at a door of a session: one action on one repository, as long as git asks.

No sentence, planner, `do` or tool makes it; rules name it, as every other.
"""

from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Any, ClassVar

from aegis_cli.actions.action import Action
from aegis_cli.actions.fields.kinds import RESOLVED
from aegis_cli.actions.provider.performed import Performed
from aegis_cli.actions.provider.provider import Provider
from aegis_cli.actions.results.views import Line
from aegis_cli.core.flow import Converse, Flow
from aegis_cli.core.http import Request, Response
from aegis_cli.core.pkt_lines import FLUSH, BadLine, pkt_line
from aegis_cli.core.push_commands import references_for_push
from aegis_cli.errors import Code, Failed
from aegis_cli.providers.github.errors import GITHUB_API, failure
from aegis_cli.providers.github.github_types import RepoName
from aegis_cli.providers.github.provider import GITHUB
from aegis_cli.providers.github.resources import Resource
from aegis_cli.providers.github.smart_http import ASKED, PROTOCOL_2, PUSHES, SERVICE, git_base

_MOVED = frozenset({301, 302, 307, 308})
_SAYS_SERVICE = pkt_line(f"# service={SERVICE}\n".encode()) + FLUSH
"""What stands before the capabilities in an answer to HTTP, and not in one to git itself."""
_VERSION_2 = pkt_line(b"version 2\n")


class GitAnswers(Resource):
    """How often git asked, and was answered."""

    count: int


class ReadByGit(
    Action[GitAnswers],
    action="git.read",
    endpoint=f"POST /{{repo}}.git/{SERVICE}",
    because="Git fetches by a POST, and what is at that path writes nothing.",
    needs="contents:read",
    converses=True,
    verbs=("fetch",),
    says="Let git read {repo}",
    view=Line("Git read {@repo}, by {count:request|requests}."),
):
    """Let git clone or fetch, through a session that began with --git."""

    provider: ClassVar[Provider[Any]] = GITHUB

    repo: RepoName
    """Repository that git reads, as OWNER/NAME."""

    before_push: Annotated[bool | None, RESOLVED] = None
    """Whether git is to push, for which what there is gets read first."""

    def request(self, base: str) -> Request:
        """Build the request for what git asks, without that."""
        made = super().request(git_base(base))
        return replace(made, body=None, media=ASKED, headers=(PROTOCOL_2,))

    def makes(self, request: Request, base: str) -> bool:
        """Tell whether a request is that of this call: with whatever body, it only reads."""
        own = self.request(base)
        return replace(own, body=request.body).fingerprint() == request.fingerprint()

    def references(self, base: str, service: str = SERVICE) -> Request:
        """Build the request with which git begins; to push, it speaks the first version."""
        path = f"/{self.repo}.git/info/refs"
        headers = (PROTOCOL_2,) if service == SERVICE else ()
        query = (("service", service),)
        return Request("GET", git_base(base), path, query=query, headers=headers)


def serve(action: ReadByGit, base: str) -> Flow[Performed]:
    """Say what the server can, and send whatever git asks then; its answers are not seen here.

    A flush asks again for what the server can. Before a push git is told its references first.
    """
    asked, count = FLUSH, 0
    if action.before_push:
        first = yield from _read(action, action.references(base, PUSHES))
        asked = yield Converse(_references(first))
    while asked:
        if asked == FLUSH:
            told = _capabilities((yield from _read(action, action.references(base))))
        else:
            request = replace(action.request(base), body=asked, streamed=True)
            yield from _read(action, request)
            told, count = b"", count + 1
        asked = yield Converse(told)
    return Performed({"count": count})


def _read(action: ReadByGit, request: Request) -> Flow[Response]:
    """Return the answer to a request; raise what any other answer means.

    NOTE: no redirect is followed: another name is another place, which no rule has judged.
    """
    sent = yield from GITHUB_API.send(action, request)
    answer = GITHUB_API.require_answer(action, request, sent)
    if answer.status in _MOVED:
        raise Failed(
            f"{action.repo} has another name now; nothing was read there.",
            code=Code.MOVED,
            hint="Change the URL of the remote.",
        )
    if answer.status != HTTPStatus.OK:
        raise failure(action, answer)
    return answer


def _references(answer: Response) -> bytes:
    """Return what a git that pushes is told first; raise `Failed` for another answer."""
    try:
        return references_for_push(answer.body)
    except BadLine as problem:
        raise Failed(f"{problem}.", code=Code.PROTOCOL) from None


def _capabilities(answer: Response) -> bytes:
    """Return what git is told first; raise `Failed` for a server that speaks another version."""
    told = answer.body.removeprefix(_SAYS_SERVICE)
    if not told.startswith(_VERSION_2):
        raise Failed("GitHub did not answer in version 2 of git's protocol.", code=Code.PROTOCOL)
    return told
