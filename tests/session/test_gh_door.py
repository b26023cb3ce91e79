"""The real gh reads through a session, without a key, and each of its writes is refused."""

import re
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.adapters.pseudo_terminal.test_namespaces import isolated
from tests.helpers.console import AEGIS, NOTHING, Console
from tests.helpers.rows import for_each
from tests.sandbox.github.gh_program import programs

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(not programs(), reason="gh is not on this machine"),
]

SYSTEM = "/usr/local/bin:/usr/bin:/bin"


def in_session(
    at: Console, script: str, *options: str, more: Mapping[str, str] = NOTHING
) -> tuple[int, str]:
    """Run a script of a shell in a session that leads gh; return its exit code and output."""
    (at.folder / "script").write_text(script, encoding="utf-8")
    words = ("session", "--gh", *options, "--", "sh", "script")
    folders = [str(Path(each).parent) for each in (AEGIS, programs()[0])]
    known = {"PATH": f"{':'.join(folders)}:{SYSTEM}", "HOME": str(at.folder), **more}
    with at.terminal(*words, more=known, size=(50, 400)) as terminal:
        code = terminal.ended()
    return code, terminal.seen.replace("\r", "")


READS = (
    "api user",
    "api -i repos/acme/web",
    "api -X HEAD repos/acme/web",
    "api graphql -f query='{viewer{login}}'",
    "auth status",
    "issue list -R acme/web",
    "issue view 12 -R acme/web",
    "label list -R acme/web",
    "pr list -R acme/web",
    "repo view acme/web",
    "repo list",
    "repo list acme",
    "run list -R acme/web",
    "search issues crash",
    "search prs fix",
    "search repos web",
    "search code readme",
    "issue list -R acme/web --state all --label bug",
    "issue view 12 -R acme/web --comments",
    "issue status -R acme/web",
    "pr view 15 -R acme/web",
    "pr diff 15 -R acme/web",
    "pr status -R acme/web",
    "release list -R acme/web",
    "workflow list -R acme/web",
    "gist list",
    "secret list -R acme/web",
    "variable list -R acme/web",
    "cache list -R acme/web",
    "ruleset list -R acme/web",
    "org list",
    "browse -n -R acme/web",
)
WRITES = (
    "issue create -R acme/web -t New -b Text",
    "issue close 12 -R acme/web",
    "issue comment 12 -R acme/web -b Text",
    "pr merge 15 -R acme/web --squash",
    "label create new -R acme/web",
    "release create v9 -R acme/web --notes Text",
    "repo create new --public",
    "repo delete acme/web --yes",
    "gist create script",
    "api -X DELETE repos/acme/web",
    "api repos/acme/web/issues -f title=New",
    "api graphql -f query='mutation{closeIssue(input:{issueId:\"I\"}){clientMutationId}}'",
    "api graphql -f query='query a{viewer{login}} mutation b{c}' -f operationName=b",
    "issue edit 12 -R acme/web -t New",
    "issue delete 12 -R acme/web --yes",
    "issue lock 12 -R acme/web",
    "issue pin 12 -R acme/web",
    "issue transfer 12 acme/infra -R acme/web",
    "issue develop 12 -R acme/web",
    "pr close 15 -R acme/web",
    "pr comment 15 -R acme/web -b Text",
    "pr lock 15 -R acme/web",
    "pr ready 15 -R acme/web",
    "pr review 15 -R acme/web --approve",
    "label edit bug -R acme/web -d Text",
    "label delete bug -R acme/web --yes",
    "repo edit acme/web -d Text",
    "repo archive acme/web --yes",
    "repo fork acme/web --clone=false",
    "secret set NAME -R acme/web -b value",
    "variable set NAME -R acme/web -b value",
    "workflow run ci.yml -R acme/web",
    "workflow disable ci.yml -R acme/web",
    "cache delete --all -R acme/web",
    "api -X patch repos/acme/web -f description=Text",
    "api -X PUT user/starred/acme/web",
    "api user -H X-HTTP-Method-Override:DELETE -X POST",
)


def all_of(commands: tuple[str, ...]) -> str:
    return "\n".join(f"gh {each} >said.{at} 2>&1; echo CODE $?" for at, each in enumerate(commands))


def codes(seen: str) -> list[str]:
    return re.findall(r"^CODE (\d+)$", seen, re.MULTILINE)


def exchanges(at: Console) -> int:
    """Return how often a token of GitHub was asked for."""
    return len(at.sandbox.issued().get("github", ()))


def sent(at: Console) -> list[str]:
    """Return the writes that reached GitHub: what gh asks by GraphQL only reads."""
    return [line for line in at.writes() if "/graphql" not in line]


def test_reading_commands_run(at: Console) -> None:
    _, seen = in_session(at, all_of(READS))
    told = {each: (at.folder / f"said.{n}").read_text() for n, each in enumerate(READS)}

    assert ["0"] * len(READS) == codes(seen), told
    assert '"login": "mona"' in told["api user"].replace('":"', '": "')
    assert "Login page flickers" in told["issue list -R acme/web"]


@for_each("command", ["repo view acme/web", "issue view 12 -R acme/web", "pr view 15 -R acme/web"])
def test_the_requests_of_one_command_exchange_once(at: Console, command: str) -> None:
    before, sent_before = exchanges(at), len(at.sandbox.seen("github"))
    in_session(at, f"gh {command}")

    assert 1 == exchanges(at) - before
    assert len(at.sandbox.seen("github")) - sent_before >= 1


def test_each_write_is_refused_in_the_form_of_gh_and_none_is_sent(at: Console) -> None:
    _, seen = in_session(at, f"{all_of(WRITES)}\naegis session log")
    told = [(at.folder / f"said.{n}").read_text() for n in range(len(WRITES))]

    assert ["1"] * len(WRITES) == codes(seen), told
    assert not [text for text in told if "aegis" not in text]
    assert "`aegis do issues.create …` does this, and asks you first." in told[0]
    assert "denied: gh-door createIssue" in seen
    assert "denied: gh-door DELETE /repos/acme/web" in seen
    assert [] == sent(at)
    assert not [each for each in at.sandbox.seen("github") if "mutation" in str(each["body"])]


def test_rules_hold_for_gh_as_for_every_program(at: Console) -> None:
    _, places = in_session(
        at,
        "gh api repos/acme/web; gh api repos/mona/site; gh api user; "
        "gh api graphql -f query='{viewer{login}}'",
        "--repos",
        "mona/*",
    )
    _, denied = in_session(at, "gh api repos/acme/web", "--deny", "gh.read")
    code, allowed = in_session(at, "gh api repos/acme/web", "--allow", "gh.read")

    assert places.count("allows only mona/*") >= 3
    assert '"full_name": "acme/web"' not in places
    assert "denies gh.read" in denied
    assert code == 0, allowed


def test_a_lock_is_told_to_gh_and_ends_what_it_shared(at: Console) -> None:
    code, seen = in_session(
        at,
        "gh api user >/dev/null; aegis session lock; gh api user; echo CODE $?; aegis session log",
    )

    assert code == 0
    assert ["1"] == codes(seen)
    assert "The session is locked." in seen
    assert "done: gh-door GET /user" in seen


def test_no_token_is_in_what_gh_says_keeps_or_is_given(at: Console) -> None:
    code, seen = in_session(
        at,
        "export GH_DEBUG=api; gh api repos/acme/web >traced.txt 2>&1; "
        "gh issue list -R acme/web >>traced.txt 2>&1; env >>traced.txt; "
        'cat "$GH_CONFIG_DIR"/* >>traced.txt; gh auth token >>traced.txt; echo OWN $GH_TOKEN',
        more={"GH_TOKEN": "ghp_ofThePerson", "GH_HOST": "ghe.example"},
    )
    tokens = at.sandbox.tokens()
    traced = (at.folder / "traced.txt").read_text(encoding="utf-8")

    assert code == 0, seen
    assert tokens
    assert "full_name" in traced
    assert not [token for token in tokens if token in traced or token in seen]
    assert "ghp_ofThePerson" not in traced + seen


def test_forty_at_once_are_all_served(at: Console) -> None:
    _, seen = in_session(
        at,
        """
        for i in $(seq 40); do (gh api user >out.$i 2>err.$i; echo $? >code.$i) & done
        wait
        cat code.* | sort | uniq -c; cat err.*
        """,
    )

    assert re.search(r"^ *40 0$", seen, re.MULTILINE), seen


SPEAKS = """
import os, socket, subprocess, sys
from pathlib import Path

AT = str(Path(os.environ["AEGIS_SESSION"]).with_name("gh"))

def connected(said):
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(30)
    line.connect(AT)
    line.sendall(said)
    return line

for name, said in {
    "own token": b"GET /user HTTP/1.1\\r\\nHost: api.github.com\\r\\nAuthorization: Bearer x\\r\\n\\r\\n",
    "elsewhere": b"GET /user HTTP/1.1\\r\\nHost: evil.example\\r\\n\\r\\n",
    "absolute": b"GET http://evil.example/ HTTP/1.1\\r\\nHost: api.github.com\\r\\n\\r\\n",
    "two": b"GET /user HTTP/1.1\\r\\nHost: api.github.com\\r\\n\\r\\nDELETE /repos/acme/web HTTP/1.1\\r\\n",
    "chunked": b"POST /graphql HTTP/1.1\\r\\nHost: api.github.com\\r\\nContent-Type: application/json"
    b"\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n1a\\r\\n{\\"query\\":\\"mutation{a:x{y}}\\r\\n2\\r\\n\\"}"
    b"\\r\\n0\\r\\n\\r\\n",
}.items():
    line, heard = connected(said), b""
    while piece := line.recv(65536):
        heard += piece
    print("SAID", name, heard.split()[1].decode(), b"aegis lets gh read" in heard)
slow = [connected(b"GET /user HT") for _ in range(60)]
for words in (["whoami"], ["session", "status"]):
    print("BESIDE", subprocess.run(["aegis", *words], stdout=subprocess.DEVNULL).returncode)
"""


def test_another_program_at_the_socket_gets_what_gh_gets_and_takes_no_place_of_others(
    at: Console,
) -> None:
    (at.folder / "speaks.py").write_text(SPEAKS, encoding="utf-8")
    _, seen = in_session(at, f"{shlex.quote(sys.executable)} speaks.py")
    said = dict(re.findall(r"^SAID (.+?) (\d+ \w+)$", seen, re.MULTILINE))

    assert said == {
        "own token": "200 False",
        "elsewhere": "403 False",
        "absolute": "400 False",
        "two": "400 False",
        "chunked": "200 True",
    }
    assert ["0", "0"] == re.findall(r"^BESIDE (\d+)$", seen, re.MULTILINE), seen
    assert [] == sent(at)
    assert not [each for each in at.sandbox.seen("github") if "mutation" in str(each["body"])]


def test_without_the_option_there_is_no_door_and_afterwards_nothing_is_left(at: Console) -> None:
    code, seen = in_session(at, 'echo "AT $GH_CONFIG_DIR"; ls -ld "$GH_CONFIG_DIR"')
    alone = at.run("gh-door")
    left = re.search(r"^AT (\S+)$", seen, re.MULTILINE)

    assert (0, 2) == (code, alone.code)
    assert "Only gh reaches this" in alone.err
    assert "dr-x------" in seen
    assert left
    assert not Path(left[1]).exists()


def test_the_own_key_of_gh_is_named_when_the_session_begins(at: Console) -> None:
    settings = at.folder / ".config" / "gh"
    settings.mkdir(parents=True)
    (settings / "hosts.yml").write_text("github.com:\n", encoding="utf-8")
    _, seen = in_session(at, "true")
    (settings / "hosts.yml").unlink()

    assert "gh reads through this session" in seen
    assert "Around it lead: the hosts.yml of gh" in seen


def test_a_session_that_cannot_lead_gh_does_not_begin(at: Console) -> None:
    before = at.sign_ins()
    with at.terminal("session", "--gh") as queue:
        queue.ended()
    with at.terminal(
        "session", "--gh", "--", "true", more={"AEGIS_BROKER": "http://127.0.0.1:9"}
    ) as brokered:
        brokered.ended()

    assert "--gh is for a session that runs a command" in queue.seen
    assert "A broker hands on no bytes" in brokered.seen
    assert before == at.sign_ins()


@isolated
def test_an_isolated_command_reads_by_gh_though_it_has_no_network(at: Console) -> None:
    _, seen = in_session(at, "gh api user --jq .login; echo CODE $?", "--isolate")

    assert ["0"] == codes(seen), seen
    assert "mona" in seen
