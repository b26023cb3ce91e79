"""What a loop costs beside its servers: `python -m bench.loops [rows]`.

A list of 200 things, each closed and commented, from the plan to the result, with an executor that
answers at once: processor time, the most memory at one moment, and both for a tenth of the rows in
the same run. Exits 1 above a second or 20 MiB for 200 rows, or where time grows faster than twice
as fast as rows do.
"""

import sys
import time
import tracemalloc
from dataclasses import replace

from tests.helpers.world import rules
from tests.request.test_looping import CLOSE, COMMENT, each, issue, listing, stage

MOST_SECONDS, MOST_MIB, MOST_GROWTH = 1.0, 20.0, 2.0


def cost(rows: int) -> tuple[float, float]:
    """Return the seconds of processor time and the MiB of a loop over so many rows."""
    comment = each(COMMENT, body="Stale.").model_copy(update={"id": "s3"})
    options = replace(rules(), max_writes=2 * rows)

    def run() -> None:
        at = stage([issue(n + 1) for n in range(rows)], listing(), each(CLOSE), comment)
        at.hears("close every issue of acme/web and comment on it", options)
        assert at.approved is not None, "nothing was approved"
        assert 2 * rows == len(at.approved.calls), "not every row was done"

    run()
    began = time.process_time()
    run()
    seconds = time.process_time() - began
    tracemalloc.start()
    run()
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    return seconds, peak


def main() -> int:
    """Measure, print, and judge."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    few, many = cost(rows // 10), cost(rows)
    growth = many[0] / few[0] / 10
    for count, (seconds, peak) in ((rows // 10, few), (rows, many)):
        print(f"{count:>4} rows, two writes each: {seconds:.2f} s, {peak:.1f} MiB")
    print(f"time for a row grows {growth:.2f}-fold with ten times the rows (bar {MOST_GROWTH})")
    is_good = many[0] <= MOST_SECONDS and many[1] <= MOST_MIB and growth <= MOST_GROWTH
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
