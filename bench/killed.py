"""A broker whose processes are killed under load: `python -m bench.killed [rounds] [clients]`.

In each round a worker, a template and a fork are killed with SIGKILL while clients write and read
through the command line's own executor. Afterwards every write that was told `done` must be there
once, every one that failed not at all, and one of which the outcome is unknown at most once.
Exits 1 if one was lost or done twice.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.broker.killing import loaded
from tests.helpers.support import sandbox

LATENCY = ("--latency", "exchange=150", "--latency", "github=250")


def main() -> int:
    """Load, kill, and compare."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    clients = int(sys.argv[2]) if len(sys.argv) > 2 else 16  # noqa: PLR2004  # the second argument
    with sandbox(*LATENCY) as tenant, TemporaryDirectory() as folder:
        tenant.set(access_life=24 * 3600)
        with loaded(tenant, Path(folder), clients=clients, workers=2) as load:
            for at in range(1, rounds + 1):
                load.kill_worker()
                load.goes_on(clients)
                load.kill_template()
                load.goes_on(clients)
                load.kill_fork()
                load.goes_on(clients)
                print(f"round {at}: {load.told.ends()}", flush=True)
        wrong = load.told.contradictions(load.titles())
    print(f"\n{len(load.told.writes)} writes: {load.told.ends()}")
    print(f"{load.told.reads.total()} reads: {dict(load.told.reads)}")
    print("\n".join(wrong) or "nothing was lost, and nothing done twice")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
