"""A hijacked model against a person who says yes to all: `python -m bench.redteam [plans] [seed]`.

So many valid plans with loops, over lists that others write (`tests/helpers/redteam.py`). Exits 1
where a write went out that was not on the screen, outside of the digest, about a thing that does
not fit, in another place than its row's, twice, or with a text of an answer. Its controls are the
tests of `tests/security/test_redteam.py`.
"""

import random
import sys
import time
from collections import Counter

from tests.helpers.redteam import RedTeam


def main() -> int:
    """Try the plans, print what came of them, and judge."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 45  # noqa: PLR2004
    team = RedTeam(random.Random(seed))  # noqa: S311  # dice
    began = time.monotonic()
    found = [breach for _ in range(count) for breach in team.try_one()]
    print(f"{count:,} plans with the seed {seed}, in {time.monotonic() - began:.0f} s")
    print(f"{team.unplanned:,} were refused when they were read; {team.written:,} writes were sent")
    for what, often in Counter(each.what for each in found).most_common():
        example = next(each.plan for each in found if each.what == what)
        print(f"{often:,} {what}, as of {example.model_dump_json()}")
    print("0 got through" if not found else f"{len(found):,} got through")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
