"""What a program of the same user reaches from outside of `--isolate`, and not from inside.

All of it runs as an ordinary user, on a session as a person holds it; each attack has to succeed
from outside, or it is skipped.
"""

import os
import sys
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.adapters.pseudo_terminal.test_namespaces import isolated
from tests.helpers.console import AEGIS, Console, console
from tests.security.besieged import Attacker, besieged, outside
from tests.security.same_user import APPROVING, BY_NAME, OTHERS

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(sys.platform != "linux", reason="the attacks were written for Linux"),
    isolated,
]

QUESTIONS, TIMES = 2, 10
"""So many questions are attacked so often each."""


@pytest.fixture(scope="module")
def at() -> Iterator[Console]:
    with console() as found:
        yield found


@pytest.fixture(scope="module")
def session(at: Console) -> Iterator[Attacker]:
    with besieged(at, "--isolate") as session:
        yield session


@pytest.fixture(scope="module")
def reached(at: Console, session: Attacker) -> Counter[str]:
    """Return how often each attack of the session's command reached something, and the writes."""
    found = Counter(session.attack(*[*OTHERS] * QUESTIONS * TIMES))
    for _ in range(QUESTIONS):
        found.update(session.attack_question(*[*APPROVING] * TIMES)[0])
    return found + Counter({"writes": len(at.writes())})


@pytest.fixture(scope="module")
def unprotected(session: Attacker, reached: Counter[str]) -> set[str]:
    """Return the attacks on that session that succeed from outside of it."""
    assert reached is not None  # those come first, so that these leave nothing for them
    with outside(session) as program:
        ways = [name for name in APPROVING if name != BY_NAME]
        approved = {name for name in ways if program.attack_question(name, patience=5.0)[1]}
        return approved | {*program.attack(BY_NAME, *OTHERS)}


@pytest.mark.parametrize("attack", [*APPROVING, *OTHERS])
def test_an_isolated_command_reaches_nothing_of_the_person(
    unprotected: set[str], reached: Counter[str], attack: str
) -> None:
    if attack not in unprotected and attack != BY_NAME:
        pytest.skip(f"on this system it does not even succeed from outside: {attack}")

    assert 0 == reached[attack]
    assert 0 == reached["writes"]


def test_nobody_types_into_a_terminal_that_is_not_theirs(unprotected: set[str]) -> None:
    assert BY_NAME not in unprotected


_PLANTS = """
rm link && mkdir link new bin
for folder in new link bin .; do
    printf '#!/bin/sh\\ntouch caught' > $folder/git && chmod +x $folder/git
done
"$AEGIS" do issues.list
[ -e caught ] && echo caught outside
git
[ -e caught ] && echo caught inside
"""


def test_the_session_starts_no_program_that_an_isolated_command_put_on_its_path(
    at: Console,
) -> None:
    home = at.folder
    (home / "linked").mkdir()
    (home / "link").symlink_to("linked")
    (home / "plants").write_text(_PLANTS)
    path = f"{home}/new:{home}/link:{home}:bin:.::{os.environ['PATH']}"
    words = ("session", "--isolate", "--", "/bin/sh", "plants")
    with at.terminal(*words, more={"PATH": path, "AEGIS": AEGIS}) as terminal:
        assert 0 == terminal.ended()

    assert "in a clone of it" in " ".join(terminal.seen.split())  # git was looked for
    assert "caught inside" in terminal.seen
    assert "caught outside" not in terminal.seen
