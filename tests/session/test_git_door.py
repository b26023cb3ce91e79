"""The real git reads through a session, without a key: what works, and what is refused in words."""

import re
from collections.abc import Mapping
from pathlib import Path
from shutil import which

import pytest

from tests.adapters.pseudo_terminal.test_namespaces import isolated
from tests.helpers.console import AEGIS, NOTHING, Console, console

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(which("git") is None, reason="git is not on this machine"),
]

SYSTEM = "/usr/local/bin:/usr/bin:/bin"
WEB = "https://github.com/acme/web"
FORMS = (
    WEB,
    f"{WEB}.git",
    "http://github.com/acme/web",
    "https://www.github.com/acme/web",
    "git@github.com:acme/web.git",
    "git@github.com:/acme/web.git",
    "ssh://git@github.com/acme/web",
    "ssh://git@github.com:22/acme/web",
    "ssh://github.com/acme/web",
    "git+ssh://git@github.com/acme/web",
    "ssh+git://git@github.com/acme/web",
    "ssh://git@ssh.github.com:443/acme/web.git",
    "git@ssh.github.com:acme/web.git",
    "git://github.com/acme/web",
)
"""How people write a repository."""


def in_session(
    at: Console,
    script: str,
    *options: str,
    first: tuple[str, ...] = (),
    more: Mapping[str, str] = NOTHING,
) -> tuple[int, str]:
    """Run a script of a shell in a session that leads git; return its exit code and output."""
    (at.folder / "script").write_text(script, encoding="utf-8")
    words = (*first, "session", "--git", *options, "--", "sh", "script")
    known = {"PATH": f"{Path(AEGIS).parent}:{SYSTEM}", "HOME": str(at.folder), **more}
    with at.terminal(*words, more=known, size=(50, 400)) as terminal:
        code = terminal.ended()
    return code, terminal.seen.replace("\r", "")


def exchanges(at: Console) -> int:
    """Return how often a token of GitHub was asked for."""
    return len(at.sandbox.issued().get("github", ()))


def test_every_way_to_write_a_repository_leads_to_the_session(at: Console) -> None:
    lines = [f"git ls-remote '{form}' refs/heads/main && echo READ" for form in FORMS]

    _, seen = in_session(at, "\n".join(lines))

    assert len(FORMS) == seen.count("READ\n")


def test_a_clone_can_be_whole_shallow_or_partial_and_is_fetched_and_pulled_to(at: Console) -> None:
    code, seen = in_session(
        at,
        f"""set -e
        git clone -q {WEB} whole
        git -C whole fetch
        git -C whole reset -q --hard HEAD~1
        git -C whole pull -q
        git clone -q --depth 1 {WEB} shallow
        git -C shallow fetch -q --unshallow
        git clone -q --filter=blob:none --no-checkout {WEB} partial
        git -C partial checkout -q
        git -C partial cat-file -e HEAD:README.md
        for clone in whole shallow partial; do git -C $clone rev-parse HEAD; done
        git -C whole remote get-url origin
        """,
    )

    assert code == 0, seen
    heads = re.findall(r"^[0-9a-f]{40}$", seen, re.MULTILINE)
    assert (3, 1) == (len(heads), len({*heads}))
    assert "git://github.com/acme/web" in seen


def test_a_clone_takes_one_exchange_and_shows_nothing_but_git(at: Console) -> None:
    before = exchanges(at)
    code, seen = in_session(at, f"exec 2>&1; git clone {WEB} one | cat; echo END")

    told = seen.partition("Cloning into 'one'...\n")[2].partition("END")[0]
    assert (0, 1) == (code, exchanges(at) - before)
    assert not [line for line in told.splitlines() if "aegis" in line or "I will" in line]


TWICE = r"""
ask() {
    printf '0039git-upload-pack /acme/web\0host=github.com\0\0version=2\0'
    printf '0014command=ls-refs\n00000000'
}
for i in 1 2 3; do ask | aegis git-door github.com 9418 >said.$i; done
"""


def test_the_connections_of_one_program_share_an_exchange(at: Console) -> None:
    before = exchanges(at)
    code, seen = in_session(at, TWICE)

    assert code == 0, seen
    assert exchanges(at) - before == 1
    heard = [(at.folder / f"said.{i}").read_bytes() for i in (1, 2, 3)]
    assert b"refs/heads/main" in heard[0]
    assert heard[0] == heard[1] == heard[2]


def test_a_lock_ends_the_child_that_stays(at: Console) -> None:
    before = exchanges(at)
    _, seen = in_session(at, f"{TWICE}\naegis session lock\n{TWICE}\naegis session log")

    assert exchanges(at) - before == 1
    assert "locked: " in seen


def test_submodules_are_cloned_too(at: Console) -> None:
    code, seen = in_session(
        at,
        """set -e
        git init -q outer
        cd outer
        git -c protocol.git.allow=always submodule add -q git@github.com:acme/web.git inner
        git submodule status
        """,
        more={"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@b.c"},
    )

    assert code == 0, seen
    assert " inner (" in seen


def test_what_is_not_served_is_refused_in_words(at: Console) -> None:
    _, seen = in_session(
        at,
        f"""
        git clone -q {WEB} here
        git -C here push origin HEAD:refs/heads/mine
        git -c protocol.version=0 ls-remote {WEB}
        git ls-remote https://github.com/acme/nowhere
        git ls-remote https://github.com/acme
        git archive --remote={WEB} HEAD
        """,
    )

    assert "remote error: aegis: a session lets git read, and no push goes through it yet" in seen
    assert "remote error: aegis: this needs version 2 of git's protocol" in seen
    assert "remote error: aegis: There is no acme/nowhere" in seen
    assert not [line for line in at.writes() if "git-upload-pack" not in line]


def test_rules_hold_for_git_as_for_every_program(at: Console) -> None:
    _, outside = in_session(at, f"git ls-remote {WEB}", "--repos", "mona/*")
    _, denied = in_session(at, f"git ls-remote {WEB}", "--deny", "git.read")
    code, allowed = in_session(at, f"git ls-remote {WEB}", "--allow", "git.read")

    assert "remote error: aegis: " in outside
    assert "allows only mona/*" in outside
    assert "denies git.read" in denied
    assert code == 0, allowed
    assert "refs/heads/main" in allowed


def test_a_locked_session_lets_git_read_nothing_and_the_log_says_what_was_read(
    at: Console,
) -> None:
    _, seen = in_session(
        at,
        f"git ls-remote -q {WEB} >/dev/null; aegis session log; aegis session lock\n"
        f"git ls-remote {WEB}",
    )

    assert "done: git-door read acme/web" in seen
    assert "The session is locked." in seen
    assert "refs/heads/main" not in seen


def test_no_token_is_in_what_git_says_keeps_or_starts(at: Console) -> None:
    script = f"""
        export GIT_TRACE=1 GIT_TRACE_CURL=1 GIT_TRACE_PACKET=1 GIT_TRACE2_EVENT=1 GIT_TRACE_SETUP=1
        git clone {WEB} traced >traced.txt 2>&1
        env >>traced.txt
        cat "$GIT_CONFIG_SYSTEM" "$(dirname "$GIT_CONFIG_SYSTEM")/git-proxy" >>traced.txt
        git -C traced config --list --show-origin >>traced.txt
        """
    code, seen = in_session(at, script)
    tokens = at.sandbox.tokens()

    assert code == 0, seen
    kept = [path for path in at.folder.rglob("*") if path.is_file()]
    assert (at.folder / "traced.txt").stat().st_size > 1000
    assert tokens
    for path in kept:
        assert not [token for token in tokens if token.encode() in path.read_bytes()], path
    assert not [token for token in tokens if token in seen]


def test_the_settings_of_the_person_stay_theirs(at: Console) -> None:
    (at.folder / "system").write_text("[alias]\n\tzz = version\n", encoding="utf-8")
    code, seen = in_session(
        at,
        "git zz && git config --global user.name Mona && cat $HOME/.gitconfig",
        more={"GIT_CONFIG_SYSTEM": str(at.folder / "system"), "GIT_PROXY_COMMAND": "false"},
    )
    (at.folder / ".gitconfig").unlink()

    assert code == 0, seen
    assert "git version" in seen
    assert "name = Mona" in seen


def test_what_leads_around_is_named_when_the_session_begins(at: Console) -> None:
    (at.folder / ".gitconfig").write_text(
        '[url "git@github.com:acme/"]\n\tinsteadOf = https://github.com/acme/\n'
        '[url "git@github.com:"]\n\tpushInsteadOf = https://github.com/\n',
        encoding="utf-8",
    )
    (at.folder / ".netrc").write_text("machine github.com", encoding="utf-8")
    _, seen = in_session(at, "true")
    for name in (".gitconfig", ".netrc"):
        (at.folder / name).unlink()

    assert "Around it lead: " in seen
    assert "url.git@github.com:acme/.insteadof" in seen
    assert "url.git@github.com:.pushinsteadof" in seen
    assert "~/.netrc" in seen


def test_a_folder_whose_name_git_would_cut_is_named_before_the_sign_in(at: Console) -> None:
    folder, before = at.folder / "sockets for me", at.sign_ins()
    folder.mkdir()
    words = ("session", "--git", "--", "true")
    with at.terminal(*words, more={"TMPDIR": str(folder)}) as terminal:
        code = terminal.ended()

    assert (2, before) == (code, at.sign_ins())
    assert "Git reads no further than 'for'" in terminal.seen


def test_without_the_option_there_is_no_door(at: Console) -> None:
    with at.terminal(
        "session",
        "--",
        "aegis",
        "git-door",
        "github.com",
        "9418",
        more={"PATH": f"{Path(AEGIS).parent}:{SYSTEM}"},
    ) as terminal:
        code = terminal.ended()
    alone = at.run("git-door", "github.com", "9418")

    assert (2, 2) == (code, alone.code)
    assert "does not serve this command" in terminal.seen
    assert "Only git runs this" in alone.err


def test_a_session_that_cannot_lead_git_does_not_begin(at: Console) -> None:
    with at.terminal("session", "--git") as queue:
        queue.ended()
    with at.terminal(
        "session", "--git", "--", "true", more={"AEGIS_BROKER": "http://127.0.0.1:9"}
    ) as brokered:
        brokered.ended()

    assert "--git is for a session that runs a command" in queue.seen
    assert "A broker hands on no bytes" in brokered.seen
    assert at.sign_ins() == 0


@isolated
def test_an_isolated_command_reads_by_git_though_it_has_no_network(at: Console) -> None:
    code, seen = in_session(at, f"git clone -q {WEB} alone && git -C alone log", "--isolate")

    assert code == 0, seen
    assert "First commit" in seen


def test_forty_at_once_are_all_served(at: Console) -> None:
    code, seen = in_session(
        at,
        f"""
        for i in $(seq 40); do
            (git ls-remote {WEB} refs/heads/main >out.$i 2>err.$i; echo $? >code.$i) &
        done
        wait
        cat code.* | sort | uniq -c; cat err.*
        """,
    )

    assert code == 0
    assert re.search(r"^ *40 0$", seen, re.MULTILINE), seen


ASKS = r"printf '0039git-upload-pack /acme/web\0host=github.com\0\0version=2\0'"
SILENT = (
    f"mkfifo ask\nexec 3<>ask\n{ASKS} >&3\naegis git-door github.com 9418 <ask >said 3>&- &\n"
    "until [ -s said ]; do sleep 0.1; done\n"
)
"""A git that says which repository it wants, and then nothing more."""


def test_a_lock_ends_what_serves_a_silent_git(at: Console) -> None:
    _, seen = in_session(
        at, f"{SILENT}aegis session lock >/dev/null; wait $!; echo ENDED; aegis session status"
    )

    told = (at.folder / "said").read_bytes()
    assert b"000eversion 2\n" in told
    assert b"ERR aegis: Interrupted" in told
    assert seen.index("ENDED") < seen.index("locked")


def test_a_git_that_ends_ends_what_serves_it(at: Console) -> None:
    code, seen = in_session(
        at,
        f"{SILENT}exec 3>&-; wait $!; echo CODE $?; aegis session status --output json",
    )

    assert code == 0
    assert "CODE 0" in seen
    assert '"requests": 0' in seen


def test_an_answer_that_did_not_begin_is_asked_for_again(at: Console) -> None:
    at.sandbox.fault("github", "POST", ".*/git-upload-pack", drop=True)
    code, seen = in_session(at, f"git clone -q {WEB} again && git -C again log --oneline")

    assert code == 0, seen
    assert "First commit" in seen


def test_what_github_says_no_to_is_told_to_git(at: Console) -> None:
    at.sandbox.fault("github", "GET", ".*/info/refs", status=403, body="no\n")
    at.sandbox.fault("github", "POST", ".*/git-upload-pack", status=403, body="no\n")
    _, seen = in_session(at, f"git ls-remote {WEB}; echo; git ls-remote {WEB}")

    assert seen.count("remote error: aegis: ") == 2
    assert "refs/heads/main" not in seen


def test_a_lock_in_the_middle_of_an_answer_says_nothing_behind_it(at: Console) -> None:
    at.sandbox.fault("github", "POST", ".*/git-upload-pack", delay=60.0)
    asks = "printf '0014command=ls-refs\\n00000000' >&3; "
    _, seen = in_session(
        at,
        f"{SILENT}{asks}sleep 1; aegis session lock >/dev/null; wait $!; echo ENDED $?",
    )
    at.sandbox.release()

    said = (at.folder / "said").read_bytes()
    assert b"ERR aegis" not in said
    assert re.search("aegis: (Interrupted|It was cancelled)", seen), seen
    assert "ENDED 0" not in seen


def test_where_an_app_derives_tokens_git_has_one_for_its_repository_alone() -> None:
    with console("--github-app") as derived:
        code, seen = in_session(derived, f"git clone -q {WEB} narrow")
        sent = [
            (each["method"], each["path"].rpartition("/")[2], each["token"], each["body"])
            for each in derived.sandbox.seen("github")
        ]

    assert code == 0, seen
    (derivation, *reads, deletion) = sent
    assert ("POST", "scoped") == derivation[:2]
    assert ["web"] == derivation[3]["repositories"]
    assert {"contents": "read", "metadata": "read"} | derivation[3]["permissions"] == {
        "contents": "read",
        "metadata": "read",
    }
    assert {"derived"} == {token for _, _, token, _ in reads}
    assert ("DELETE", "token") == deletion[:2]
