"""Attacks of a session's command on what is outside of it, with `--isolate` and without.

Without it each attack is a control, which must get through, but for what the kernel forbids to all.
"""

from collections import Counter
from collections.abc import Iterator

from tests.helpers.console import console
from tests.security.besieged import besieged
from tests.security.same_user import APPROVING, BY_NAME, OTHERS

_CONTROLS = 10
"""Tries of each control, at the most."""

Count = tuple[str, int, int, bool]
"""As in `session_attacks`."""


def isolated(count: int) -> Iterator[Count]:
    """Attack as many questions by each way that can answer one, and whatever else is outside."""
    few = min(count, _CONTROLS)
    with console() as at:
        with besieged(at) as session:
            for name in APPROVING:
                patience = 0.0 if name == BY_NAME else 5.0
                told = [session.attack_question(name, patience=patience) for _ in range(few)]
                yield f"{name}: approved", few, sum(yes for _, yes in told), name != BY_NAME
            reached = Counter(name for _ in range(few) for name in session.attack(*OTHERS))
            yield from ((name, few, reached[name], True) for name in OTHERS)
        with besieged(at, "--isolate") as session:
            reached = Counter[str]()
            for _ in range(count):
                reached.update(session.attack_question(*APPROVING)[0])
                reached.update(session.attack(*OTHERS))
            for name in (*APPROVING, *OTHERS):
                yield f"{name}, with --isolate", count, reached[name], False
        yield "writes with --isolate", count, len(at.writes()), False
