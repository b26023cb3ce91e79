"""What the doctor says of `kernel.yama.ptrace_scope`: what it means, and what to do about it."""

from pathlib import Path

import pytest

from aegis_cli.adapters.process import hardening
from aegis_cli.doctor.ptrace_scope import of_ptrace_scope
from aegis_cli.setup.finding import State
from tests.helpers.rows import for_each

MEM = "/proc/PID/mem"


@for_each(
    ("scope", "says", "advises"),
    [
        ("0", "is 0: any process of yours", "sysctl kernel.yama.ptrace_scope=1"),
        ("1", "is 1: only a process that started another", ""),
        ("2", "is 2: only an administrator's process", ""),
        ("3", "is 3: no process, not even root's", ""),
        (None, "has no Yama", "aegis session --isolate"),
        ("9", "is '9', which is not known", "man 2 ptrace"),
        ("", "is '', which is not known", "man 2 ptrace"),
    ],
)
def test_each_value_is_named_with_what_it_means_for_the_memory_of_others(
    scope: str | None, says: str, advises: str
) -> None:
    found = of_ptrace_scope(scope)

    assert (found.name, found.state, found.code) == ("ptrace", State.OK, None)
    assert says in found.message
    assert "kernel.yama.ptrace_scope" in found.message
    assert (MEM in found.message) is (scope in {"0", "1", "2", "3", None})
    assert advises in (found.hint or "")
    assert bool(found.hint) is bool(advises)


@pytest.mark.parametrize(("written", "read"), [("1\n", "1"), ("", "")])
def test_the_value_is_read_where_linux_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, read: str
) -> None:
    file = tmp_path / "ptrace_scope"
    monkeypatch.setattr(hardening, "_PTRACE_SCOPE", file)
    absent = hardening.ptrace_scope()
    file.write_text(written)

    assert (absent, hardening.ptrace_scope()) == (None, read)
