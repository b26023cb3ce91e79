"""What git fetches: by which requests, as whom, and what an answer means."""

from typing import Any

import pytest

from aegis_cli.actions import catalog
from aegis_cli.actions.facts import Effect
from aegis_cli.core.flow import drive
from aegis_cli.core.http import Request, Response, Unreachable
from aegis_cli.core.pkt_lines import FLUSH, pkt_line
from aegis_cli.core.push_commands import references_for_push
from aegis_cli.errors import AegisError, Code
from aegis_cli.planning.grammar.grammar import GRAMMAR
from aegis_cli.providers.github.client import perform_action
from aegis_cli.providers.github.git_reads import ReadByGit
from aegis_cli.providers.github.smart_http import ASKED, git_base, is_fetch, is_of_git
from aegis_cli.providers.github.token_side import token_side
from aegis_cli.request.policy import Allow, Deny, Layer, Policy, check_layer, judge
from tests.helpers.rows import for_each

API, WEB = "https://api.github.com", "https://github.com"
READ = ReadByGit(repo="acme/web")
CAN = pkt_line(b"version 2\n") + pkt_line(b"ls-refs\n") + FLUSH
SERVICE = pkt_line(b"# service=git-upload-pack\n") + FLUSH
WANTS = pkt_line(b"command=fetch") + FLUSH


class Git:
    """A git that asks for some things, and what it was told."""

    def __init__(self, *asks: bytes) -> None:
        self.asks, self.told = [*asks], list[bytes]()

    def __call__(self, told: bytes) -> bytes:
        self.told.append(told)
        return self.asks.pop(0) if self.asks else b""


def performed(git: Git, *answers: Response | Unreachable) -> tuple[Any, list[Request]]:
    left, sent = [*answers], list[Request]()

    def send(request: Request) -> Response | Unreachable:
        sent.append(request)
        return left.pop(0)

    flow = perform_action(READ, API)
    return drive(flow, send, wait=lambda _: None, converse=git).data, sent


def test_git_is_told_what_the_server_can_and_each_thing_that_it_asks_is_sent() -> None:
    git = Git(WANTS, WANTS)

    data, sent = performed(git, Response(200, body=SERVICE + CAN), Response(200), Response(200))

    assert {"count": 2} == data
    assert [CAN, b"", b""] == git.told
    first, *fetches = sent
    assert f"{WEB}/acme/web.git/info/refs?service=git-upload-pack" == first.url
    assert not first.streamed
    for each in fetches:
        assert ("POST", f"{WEB}/acme/web.git/git-upload-pack") == (each.method, each.url)
        assert (WANTS, ASKED, True) == (each.body, each.media, each.streamed)
        assert READ.makes(each, API)
    assert all(("git-protocol", "version=2") in each.headers for each in sent)


def pushing(git: Git, *answers: Response) -> list[Request]:
    left, sent = [*answers], list[Request]()

    def send(request: Request) -> Response:
        sent.append(request)
        return left.pop(0)

    flow = perform_action(ReadByGit(repo="acme/web", before_push=True), API)
    drive(flow, send, wait=lambda _: None, converse=git)
    return sent


REFS = pkt_line(b"a" * 40 + b" refs/heads/main\0report-status push-cert=x\n") + FLUSH


def test_before_a_push_git_is_told_its_references_and_what_looks_at_it_may_ask_anew() -> None:
    git = Git(FLUSH, WANTS, FLUSH)
    answers = (Response(200, body=REFS), Response(200, body=CAN), Response(200))

    sent = pushing(git, *answers, Response(200, body=SERVICE + CAN))

    assert [references_for_push(REFS), CAN, b"", CAN] == git.told
    assert [
        ("GET", (("service", "git-receive-pack"),), ()),
        ("GET", (("service", "git-upload-pack"),), (("git-protocol", "version=2"),)),
        ("POST", (), (("git-protocol", "version=2"),)),
        ("GET", (("service", "git-upload-pack"),), (("git-protocol", "version=2"),)),
    ] == [(each.method, each.query, each.headers) for each in sent]


def test_a_server_that_says_nothing_of_a_push_ends_it() -> None:
    with pytest.raises(AegisError) as refused:
        pushing(Git(), Response(200, body=SERVICE))

    assert Code.PROTOCOL is refused.value.code


def test_an_answer_without_the_name_of_the_service_is_told_whole() -> None:
    git = Git()

    performed(git, Response(200, body=CAN))

    assert [CAN] == git.told


@for_each(
    ("answer", "code"),
    [
        (Response(200, body=SERVICE + b"003f0123"), Code.PROTOCOL),
        (Response(301, {"location": f"{WEB}/acme/new.git"}), Code.MOVED),
        (Response(404, body=b"Repository not found.\n"), Code.NOT_FOUND),
        (Response(403, body=b"denied"), Code.FORBIDDEN),
    ],
)
def test_any_other_answer_ends_it_before_git_was_told_anything(
    answer: Response, code: Code
) -> None:
    git = Git(WANTS)

    with pytest.raises(AegisError) as refused:
        performed(git, answer)

    assert code is refused.value.code
    assert [] == git.told


def test_its_base_is_worked_out_from_that_of_the_api() -> None:
    assert WEB == git_base(API)
    assert "https://acme.ghe.com" == git_base("https://api.acme.ghe.com")
    assert "http://127.0.0.1:80" == git_base("http://127.0.0.1:80")


def fetch(path: str = "/acme/web.git/git-upload-pack", **more: Any) -> Request:
    return Request(**({"method": "POST", "base": WEB, "path": path, "media": ASKED} | more))


REFERENCES = {"method": "GET", "path": "/acme/web.git/info/refs", "media": "application/json"}
FETCHES = {
    "a fetch": fetch(),
    "the references": fetch(**REFERENCES, query=(("service", "git-upload-pack"),)),
    "the references for a push": fetch(**REFERENCES, query=(("service", "git-receive-pack"),)),
}
OTHERS = {
    "a push": fetch("/acme/web.git/git-receive-pack"),
    "a push as git sends it": fetch(
        "/acme/web.git/git-receive-pack", media="application/x-git-receive-pack-request"
    ),
    "dumb references": fetch(**REFERENCES),
    "two services": fetch(
        **REFERENCES, query=(("service", "git-upload-pack"), ("service", "git-receive-pack"))
    ),
    "another media type": fetch(media="application/json"),
    "a query": fetch(query=(("service", "git-receive-pack"),)),
    "a PUT": fetch(method="PUT"),
    "a path of the API with its media type": fetch("/repos/acme/web/issues"),
    "one more folder": fetch("/acme/web.git/x/git-upload-pack"),
    "an encoded slash": fetch("/acme%2Fweb.git/git-upload-pack"),
}


def test_what_only_reads_of_git_is_known_where_the_token_is() -> None:
    side = token_side()
    assert dict.fromkeys(FETCHES, True) == {
        name: side.is_read(each) and is_fetch(each) for name, each in FETCHES.items()
    }
    assert dict.fromkeys(OTHERS, False) == {
        name: side.is_read(each) for name, each in OTHERS.items()
    }


def test_its_token_is_a_password_at_the_host_of_the_pages_and_nowhere_else() -> None:
    side, rest = token_side(), Request("GET", API, "/repos/acme/web")

    of_git = (*FETCHES.values(), OTHERS["a push"])

    assert {"x-access-token"} == {side.basic_user(each) for each in of_git}
    assert {WEB} == {side.root_of(API, each.path) for each in of_git}
    assert ("", API) == (side.basic_user(rest), side.root_of(API, rest.path))
    assert [False, False] == [is_of_git(path) for path in ("/acme/web.git/x", "/info/refs")]


def test_rules_name_it_and_judge_it_by_its_repository() -> None:
    only_web, denied = Layer("a", places=("acme/web",)), Layer("b", deny=("git.read",))

    assert Allow() == judge(READ, Policy((check_layer(only_web),)))
    assert isinstance(judge(ReadByGit(repo="acme/api"), Policy((only_web,))), Deny)
    assert isinstance(judge(READ, Policy((check_layer(denied),))), Deny)
    assert check_layer(Layer("c", allow=("git.read",))).allow == ("git.read",)


def test_it_is_in_no_list_that_a_planner_or_a_person_makes_a_call_from() -> None:
    assert "git.read" not in catalog.ENTRIES
    assert "git.read" not in GRAMMAR.entries
    with pytest.raises(KeyError):
        catalog.load("git.read")


def test_its_row_says_what_its_class_does() -> None:
    name = "git.read"
    entry, cls = catalog.of_doors()[name], catalog.load_of_door(name)

    assert ReadByGit is cls
    assert (name, str(cls.facts.effect)) == (cls.facts.action, entry.effect)
    assert Effect.READ is cls.facts.effect
    assert entry.summary == (cls.__doc__ or "").strip().splitlines()[0]
