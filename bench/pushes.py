"""Many pushes in one session: `python -m bench.pushes [in a row [at once]]`.

Two hundred one after another, then thirty at the same time, each of another branch; somebody says
yes to each. Each must be on the screen once with its name, asked about once, and at GitHub once,
and git must end well. Exits 1 where one is not so.
"""

import re
import sys
import time
from collections import Counter

from tests.helpers.console import Console, console
from tests.session.held import ASKED
from tests.session.test_git_push import CLONE, COMMIT, pushes, pushing

_PUSH = "git push -q origin HEAD:refs/heads/t$n && echo PUSHED t$n END"
_SHOWN = re.compile(r"^ *ref \(read before approval\): (t\d+)$", re.MULTILINE)
_ENDED = re.compile(r"PUSHED (t\d+) END")


def run(at: Console, what: str, script: str, count: int) -> bool:
    """Push so often, and tell what came of it; return whether all is as it should be."""
    at.begin()
    began = time.monotonic()
    with pushing(at, f"rm -rf one\n{CLONE}{COMMIT}{script}") as terminal:
        terminal.answered({ASKED: "y"})
    each = (time.monotonic() - began) / count
    wanted = Counter(f"t{n}" for n in range(1, count + 1))
    found = {
        "shown": Counter(_SHOWN.findall(terminal.seen)),
        "told to git": Counter(_ENDED.findall(terminal.seen)),
        "at GitHub": Counter(path.rpartition("/")[2] for path in pushes(at)),
    }
    asked = terminal.seen.count(ASKED)
    told = ", ".join(f"{len(names)} {name}" for name, names in found.items())
    print(f"{what}: {asked} asked, {told}; {each:.1f} s each", flush=True)
    return asked == count and all(names == wanted for names in found.values())


def main() -> int:
    """Push, print, and judge."""
    row, once = map(int, [*sys.argv[1:], *("200", "30")[len(sys.argv) - 1 :]])
    with console() as at:
        good = [
            run(at, "in a row", f"for n in $(seq {row}); do {_PUSH}; done", row),
            run(at, "at once", f"for n in $(seq {once}); do ({_PUSH}) & done; wait", once),
        ]
    return int(not all(good))


if __name__ == "__main__":
    sys.exit(main())
