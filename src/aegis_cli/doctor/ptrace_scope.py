"""Says what `kernel.yama.ptrace_scope` lets a process do with the memory of another; pure.

The memory is read by `/proc/PID/mem`, or by a debugger; the kernel asks the same of both.
Source: ptrace(2), and Documentation/admin-guide/LSM/Yama.rst of Linux.
"""

from aegis_cli.setup.finding import Finding, State

_NAME = "kernel.yama.ptrace_scope"
_ANY = "any process of yours may read the memory of another, by /proc/PID/mem"
_NOT_AEGIS = (
    "It cannot read that of aegis, which is protected. It can take over your terminal program, and "
    "press keys there."
)
_APART = "`aegis session --isolate` keeps the command of a session from it."
_LOWER = f"{_NOT_AEGIS} `sudo sysctl {_NAME}=1` is against that. {_APART}"
_ANCESTOR = "only a process that started another, or that the other has named, may read its memory"
_MEANINGS = {
    "0": (_ANY, _LOWER),
    "1": (f"{_ANCESTOR}, by /proc/PID/mem", None),
    "2": ("only an administrator's process may read the memory of another, by /proc/PID/mem", None),
    "3": ("no process, not even root's, may read the memory of another, by /proc/PID/mem", None),
}
"""The meaning of each value, and the advice to a person."""


def of_ptrace_scope(scope: str | None) -> Finding:
    """Return what a value means; `None` is that of a kernel without Yama."""
    if scope is None:
        return _finding(f"this kernel has no Yama, so no {_NAME}: {_ANY}", f"{_NOT_AEGIS} {_APART}")
    if scope not in _MEANINGS:
        return _finding(
            f"{_NAME} is {scope!r}, which is not known here", "`man 2 ptrace` tells of it."
        )
    meaning, hint = _MEANINGS[scope]
    return _finding(f"{_NAME} is {scope}: {meaning}", hint)


def _finding(message: str, hint: str | None) -> Finding:
    """NOTE: whatever it is, aegis works; so it is no warning, which most systems would have."""
    return Finding("ptrace", State.OK, message, hint)
