"""A large push in a session, beside one with a token: `python -m bench.large_push [megabytes]`.

It may take twice as long, from the start of git to its end but for the question; and no process of
ours may grow by more than a tenth beyond a push of 5 MB. Linux. Exits 1 if a bar is missed.
"""

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from bench.doors import GROWTH, PUSH, Measured, Peaks
from tests.helpers.console import Console, Terminal, console
from tests.session.held import ASKED
from tests.session.test_git_push import CLONE, PERSON, pushes, pushing

_SMALL = 5
_WRITE = "head -c {}000000 /dev/urandom >large && git add . && git commit -q -m Large"
_SCRIPT = f"""{CLONE}for n in {{}}; do
{_WRITE.format("${{n}}")}
echo READY; read on; echo BEGUN; git push -q origin HEAD:refs/heads/t$n; echo PUSHED
done; read on
"""


def _push(terminal: Terminal) -> tuple[float, Peaks]:
    """Push once; return the seconds, without those of the question, and the peaks of memory."""
    with Peaks(terminal.process.pid, _is_of_git) as peaks:
        terminal.expect("READY")
        terminal.type("\r")
        terminal.expect("BEGUN")
        began = time.monotonic()
        terminal.expect(ASKED)
        took = time.monotonic() - began
        terminal.answer("y", shows=False)
        began = time.monotonic()
        terminal.expect("PUSHED")
        took += time.monotonic() - began
    return took, peaks


def _is_of_git(pid: int) -> bool:
    """Tell whether a process is none of ours: git, or the shell that runs it."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().strip().startswith(("git", "sh", "head"))
    return True


def _with_token(at: Console, megabytes: int) -> float:
    """Push another file of that size with a token, and return the seconds."""
    url = at.sandbox.github.replace("//", f"//x-access-token:{at.sandbox.tokens()[-1]}@")
    clone, known = at.folder / "one", os.environ | PERSON
    subprocess.run(_WRITE.format(megabytes), shell=True, cwd=clone, env=known, check=True)  # noqa: S602
    began = time.monotonic()
    words = ["git", "push", "-q", f"{url}/acme/web", "HEAD:refs/heads/token"]
    subprocess.run(words, cwd=clone, check=True)
    return time.monotonic() - began


def main() -> int:
    """Push, print, and judge."""
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    script = _SCRIPT.format(f"{_SMALL} {megabytes}")
    with console() as at, pushing(at, script, from_nothing=True) as terminal:
        _, small = _push(terminal)
        door, large = _push(terminal)
        assert 2 == len(pushes(at)), terminal.seen  # noqa: PLR2004, SIM300  # two pushes
        token = _with_token(at, megabytes)
    print(f"{megabytes} MB: {door:.1f} s, with a token {token:.1f} s")
    peaks = ", ".join(
        f"{small.by_parent.get(each, 0) // 1000} to {peak // 1000}"
        for each, peak in large.by_parent.items()
    )
    print(f"the peaks of our processes, by what they do, in MB: {peaks}")
    rows = [
        Measured("a large push, times one with a token", door / token, PUSH),
        Measured("a process, times that of a small push", large.times(small), GROWTH),
    ]
    print("\n".join(each.told() for each in rows))
    return int(any(each.found > each.most for each in rows))


if __name__ == "__main__":
    sys.exit(main())
