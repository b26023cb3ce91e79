"""What a command of the same user reaches without `--isolate`, and not with it.

All of it runs as an ordinary user, with a session as a person holds it; each attack has to succeed
first without `--isolate`, or it is skipped.
"""

import sys
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.adapters.pseudo_terminal.test_namespaces import isolated
from tests.cli.console import Console, console
from tests.security.besieged import besieged
from tests.security.same_user import APPROVING, BY_NAME, OTHERS

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(sys.platform != "linux", reason="the attacks were written for Linux"),
    isolated,
]

QUESTIONS, TIMES = 5, 4
"""So many questions are attacked so often each."""


@pytest.fixture(scope="module")
def at() -> Iterator[Console]:
    with console() as found:
        yield found


@pytest.fixture(scope="module")
def unprotected(at: Console) -> set[str]:
    """Return the attacks that succeed without `--isolate`."""
    with besieged(at) as session:
        approved = {name for name in APPROVING if session.attack_question(name, patience=1.0)[1]}
        return approved | {*session.attack(*OTHERS)}


@pytest.fixture(scope="module")
def reached(at: Console) -> Counter[str]:
    """Return how often each attack reached something with it, and the writes that arrived."""
    with besieged(at, "--isolate") as session:
        found = Counter(session.attack(*[*OTHERS] * QUESTIONS * TIMES))
        for _ in range(QUESTIONS):
            found.update(session.attack_question(*[*APPROVING] * TIMES)[0])
    return found + Counter({"writes": len(at.writes())})


@pytest.mark.parametrize("attack", [*APPROVING, *OTHERS])
def test_an_isolated_command_reaches_nothing_of_the_person(
    unprotected: set[str], reached: Counter[str], attack: str
) -> None:
    if attack not in unprotected and attack != BY_NAME:
        pytest.skip(f"on this system it does not even succeed without --isolate: {attack}")

    assert 0 == reached[attack]
    assert 0 == reached["writes"]


def test_nobody_types_into_a_terminal_that_is_not_theirs(unprotected: set[str]) -> None:
    assert BY_NAME not in unprotected
