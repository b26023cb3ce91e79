"""The child, which holds a token, has loaded no more of aegis than is allowed; a fork loads nothing.

`bench.loaded` measures a real child under strace; what it makes of strace's lines is tried first.
"""

from pathlib import Path

import pytest

from bench.loaded import MOST_LINES, Process, Trace, by_itself, in_session, too_much
from tests.helpers.support import ROOT, sandbox
from tests.security.test_strace import needs_strace

_SRC = ROOT / "src" / "aegis_cli"


def opened(module: str) -> str:
    """Write how Python opens a compiled module of ours."""
    folder, _, name = f"{_SRC}/{module}".rpartition("/")
    compiled = f"{folder}/__pycache__/{name}.cpython-311.pyc"
    return f'openat(AT_FDCWD, "{compiled}", O_RDONLY|O_CLOEXEC) = 3\n'


def executed(*words: str) -> str:
    """Write how a program begins."""
    listed = ", ".join(f'"{word}"' for word in words)
    return f'execve("/usr/bin/python", [{listed}], 0x7ffd /* 47 vars */) = 0\n'


FORK = "clone(child_stack=NULL, flags=CLONE_CHILD_SETTID|SIGCHLD, child_tidptr=0x7f) = {}\n"
THREAD = "clone3({{flags=CLONE_VM|CLONE_THREAD}} => {{parent_tid=[{0}]}}, 88) = {0}\n"
CHILD = executed("python3", "-I", "-c", "...; from aegis_cli.executor.child import main; main()")
SERVER = executed(
    "python3", "-I", "-c", "...; from aegis_cli.executor.plan_fork import main; main()"
)
WANTED = 'recvmsg(4, {msg_name=NULL, msg_iov=[{iov_base="p", iov_len=1}], msg_iovlen=1}, 0) = 1\n'

TRACES = {
    "what a program opened": (
        {1: CHILD + opened("errors") + opened("core/http")},
        {"child": ["core/http.py", "errors.py"]},
    ),
    "nothing that it did not find": (
        {1: CHILD + opened("errors").replace("= 3", "= -1 ENOENT (No such file or directory)")},
        {"child": []},
    ),
    "in a fork that was made in advance the same": (
        {
            1: SERVER + opened("errors") + WANTED.replace('"p"', '"s"') + FORK.format(2),
            2: WANTED + opened("core/flow"),
        },
        {"fork with the token": ["core/flow.py", "errors.py"], "plans' fork server": ["errors.py"]},
    ),
    "what a thread of it opened": (
        {1: CHILD + THREAD.format(2), 2: opened("errors")},
        {"child": ["errors.py"]},
    ),
    "nothing of the program before it": (
        {1: executed("/v/bin/aegis", "ask") + opened("errors") + CHILD + opened("core/http")},
        {"child": ["core/http.py"]},
    ),
    "in a fork what its parent had by then": (
        {
            1: SERVER + opened("errors") + WANTED + FORK.format(2) + opened("core/http"),
            2: opened("core/flow"),
        },
        {
            "fork with the token": ["core/flow.py", "errors.py"],
            "plans' fork server": ["core/http.py", "errors.py"],
        },
    ),
}

FORKS = {
    "fork": ("fork server", "session_fork._rehearse"),
    "fork with the token": ("plans' fork server", "child.warm_up"),
}
"""What a session forks, of what, and where that imports."""


@pytest.mark.parametrize(("threads", "expected"), TRACES.values(), ids=TRACES)
def test_a_process_has_loaded(
    threads: dict[int, str], expected: dict[str, list[str]], tmp_path: Path
) -> None:
    for number, lines in threads.items():
        (tmp_path / f"trace.{number}").write_text(lines)

    found = {each.role: [*each.modules] for each in Trace(tmp_path).processes()}

    assert expected == found


def test_what_a_child_has_loaded_beyond_its_limit_is_said_with_what_to_do() -> None:
    everything = Process("child", frozenset(_SRC.rglob("*.py")))

    assert f"may load {MOST_LINES:,}" in too_much(everything)
    assert "python -m bench.loaded child" in too_much(everything)
    assert "" == too_much(Process("child", frozenset({_SRC / "errors.py"})))


@needs_strace
@pytest.mark.enable_socket
def test_the_child_has_loaded_no_more_than_it_may() -> None:
    with sandbox() as tenant:
        (child,) = (one for one in by_itself(tenant.environment) if one.role == "child")

    assert "executor/child.py" in child.modules
    assert "" == too_much(child)


@needs_strace
@pytest.mark.enable_socket
def test_what_a_command_in_a_session_needs_is_in_the_fork_server_before_it_is_forked() -> None:
    with sandbox() as tenant:
        found = {each.role: each.files for each in in_session(tenant.environment)}

    for role, (server, where) in FORKS.items():
        assert found[server]
        assert [] == sorted(map(str, found[role] - found[server])), f"import it in `{where}`"


@needs_strace
@pytest.mark.enable_socket
def test_the_child_of_a_session_has_loaded_no_more_than_that_of_a_command() -> None:
    with sandbox() as tenant:
        found = in_session(tenant.environment)
    children = [one for one in found if one.role == "fork with the token"]

    assert children  # the one that sent the request, and perhaps the next one, which waits
    for child in children:
        assert "executor/child.py" in child.modules
        assert "" == too_much(child)
