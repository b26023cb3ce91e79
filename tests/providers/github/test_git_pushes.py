"""A push at GitHub: what is sent, what git is told of the answer, and what that means."""

from typing import Any

import pytest

from aegis_cli.actions import catalog
from aegis_cli.actions.facts import Approval
from aegis_cli.actions.provider.performed import LOOK, PartlyIgnored
from aegis_cli.core.flow import drive
from aegis_cli.core.http import HeldBack, Request, Response, Unreachable
from aegis_cli.core.pkt_lines import FLUSH, pkt_line
from aegis_cli.errors import AegisError, Code
from aegis_cli.planning.typed import act_of_values
from aegis_cli.providers.github.client import perform_action
from aegis_cli.providers.github.git_pushes import ForcePushByGit, PushAskedByGit, PushByGit
from aegis_cli.providers.github.live_permissions import is_of_workflow
from aegis_cli.request.edits import texts_of
from aegis_cli.request.policy import Deny, Layer, Policy, check_layer, judge
from tests.helpers.rows import for_each

API = "https://api.github.com"
VALUES = {"repo": "acme/web", "ref": "topic", "what": "topic: new", "commits": "1 Tell"}
COMMITTED = PushByGit.from_arguments(VALUES | {"size": 9, "sha256": "0" * 64})


def report(*lines: str) -> bytes:
    inner = b"".join(pkt_line(f"{line}\n".encode()) for line in lines) + FLUSH
    return pkt_line(b"\x01" + inner) + FLUSH


TAKEN = report("unpack ok", "ok refs/heads/topic")


class Git:
    """A git that waits, and what it is told."""

    def __init__(self) -> None:
        self.told = list[bytes]()

    def __call__(self, told: bytes) -> bytes:
        self.told.append(told)
        return b""


def performed(git: Git, *answers: Response | Unreachable) -> tuple[Any, list[Request]]:
    left, sent = [*answers], list[Request]()

    def send(request: Request) -> Response | Unreachable:
        sent.append(request)
        return left.pop(0)

    flow = perform_action(COMMITTED, API)
    return drive(flow, send, wait=lambda _: None, converse=git).data, sent


def test_a_push_is_sent_as_it_was_approved_and_git_gets_the_answer() -> None:
    git = Git()
    data, (sent,) = performed(git, Response(200, body=TAKEN))

    assert {"count": 1} == data
    assert [TAKEN] == git.told
    assert COMMITTED.request(API) == sent
    assert ("POST", "application/x-git-receive-pack-request") == (sent.method, sent.media)
    assert (("accept", "application/x-git-receive-pack-result"),) == sent.headers
    assert sent.upload is not None
    assert (9, "0" * 64) == (sent.upload.size, sent.upload.sha256)
    assert "https://github.com/acme/web.git/git-receive-pack" == sent.url


@for_each(
    ("answer", "code", "told"),
    [
        (Response(200, body=report("unpack ok", "ng refs/heads/topic no")), Code.CONFLICT, 1),
        (Response(200, body=report("unpack index-pack abnormal exit")), Code.INVALID, 1),
        (Response(200, body=report("unpack ok", "ok a", "ng b no")), Code.PARTLY_IGNORED, 1),
        (Response(200, body=b"what"), Code.OUTCOME_UNKNOWN, 0),
        (Response(200), Code.OUTCOME_UNKNOWN, 0),
        (Response(502), Code.OUTCOME_UNKNOWN, 0),
        (Response(500), Code.OUTCOME_UNKNOWN, 0),
        (Response(301, {"location": "https://github.com/acme/new.git"}), Code.MOVED, 0),
        (Response(307, {"location": "https://evil.example"}), Code.MOVED, 0),
        (Response(404, body=b"Repository not found.\n"), Code.NOT_FOUND, 0),
        (Response(403, body=b"denied"), Code.FORBIDDEN, 0),
        (Unreachable("it broke", sent=True), Code.OUTCOME_UNKNOWN, 0),
        (Unreachable("x", sent=True, held_back=HeldBack.CHANGED), Code.CHANGED, 0),
        (Unreachable("x", sent=True, held_back=HeldBack.STOPPED), Code.INTERRUPTED, 0),
    ],
)
def test_any_other_answer_is_no_success(
    answer: Response | Unreachable, code: Code, told: int
) -> None:
    git = Git()

    with pytest.raises(AegisError) as problem:
        performed(git, answer)

    assert code is problem.value.code
    assert told == len(git.told)


@for_each(
    ("answer", "told"),
    [
        (report("unpack ok", "ng a no", "ng b x y"), "GitHub refused a (no); b (x y)."),
        (report("unpack index-pack died"), "GitHub did not take the pack: index-pack died."),
        (
            report("unpack ok", "ok a", "ng b no"),
            "GitHub took a part of the push to acme/web, and refused b (no).",
        ),
    ],
)
def test_what_github_did_not_take_is_named(answer: bytes, told: str) -> None:
    with pytest.raises(AegisError) as problem:
        performed(Git(), Response(200, body=answer))

    assert told == problem.value.message


@for_each(
    ("answer", "told", "hint"),
    [
        (
            Response(301),
            "acme/web has another name now; nothing was pushed there.",
            "Change the URL of the remote.",
        ),
        (Unreachable("x", sent=True, held_back=HeldBack.CHANGED), "GitHub", "Push again."),
        (Response(502), "GitHub answered 502 to the push", ""),
    ],
)
def test_what_was_not_pushed_is_told_with_what_to_do(
    answer: Response | Unreachable, told: str, hint: str
) -> None:
    with pytest.raises(AegisError) as problem:
        performed(Git(), answer)

    assert told in problem.value.message
    assert hint in f"{problem.value.message} {problem.value.hint}"


def test_of_a_push_that_was_taken_in_part_the_part_is_counted() -> None:
    with pytest.raises(PartlyIgnored) as problem:
        performed(Git(), Response(200, body=report("unpack ok", "ok a", "ng b no")))

    assert ({"count": 1}, LOOK) == (problem.value.data, problem.value.hint)


def test_an_answer_that_is_no_report_is_told_of_in_words() -> None:
    with pytest.raises(AegisError, match="The answer does not say whether the pack was taken"):
        performed(Git(), Response(200, body=report("ok refs/heads/topic")))


def test_a_push_that_did_not_leave_is_sent_again_and_one_that_may_have_is_not() -> None:
    lost = Unreachable("no route", sent=False)

    _, sent = performed(Git(), lost, Response(200, body=TAKEN))

    assert 2 == len(sent)


def test_each_weight_is_approved_in_its_way() -> None:
    kinds = (PushByGit, PushAskedByGit, ForcePushByGit)

    assert [Approval.PLAIN, Approval.STRICT, Approval.TYPED] == [
        each.facts.approval for each in kinds
    ]
    assert "acme/web:topic" == ForcePushByGit(**VALUES).phrase()
    assert {each.facts.action for each in kinds} <= {*catalog.of_doors()}


def test_a_rule_for_a_push_is_one_for_all_and_none_is_edited() -> None:
    denied = Policy((check_layer(Layer("a", deny=("git.push",))),))
    only_plain = Policy((check_layer(Layer("a", allow=("git.push",))),))
    elsewhere = Policy((check_layer(Layer("a", places=("acme/api",))),))

    for kind in (PushByGit, PushAskedByGit, ForcePushByGit):
        assert isinstance(judge(kind(**VALUES), denied), Deny)
        assert isinstance(judge(kind(**VALUES), elsewhere), Deny)
        assert {} == texts_of(act_of_values("s1", kind, VALUES))
    assert not isinstance(judge(PushByGit(**VALUES), only_plain), Deny)
    assert isinstance(judge(ForcePushByGit(**VALUES), only_plain), Deny)


def test_a_workflow_takes_its_permission() -> None:
    lines = "action.yml\n.github/workflows/ci.yml"

    assert [False, True] == [
        is_of_workflow(PushAskedByGit(**VALUES, runs_with_secrets=each))
        for each in ("action.yml", lines)
    ]
