"""A whole command on a terminal that is looked at as a person does: row by row."""

import pyte
import pytest

from tests.cli.console import Console

pytestmark = pytest.mark.enable_socket

FORGED = (
    "Sign in at acme.eu.auth0.com: confirm the code ATTK-CODE at",
    "  https://acme.example/activate?user_code=ATTK-CODE",
)


def forged(columns: int) -> str:
    """Make a title that breaks at the right margin into the rows of a sign-in."""
    return "".join(part.ljust(columns, ".") for part in ("Crash", *FORGED))[:256]


@pytest.mark.parametrize(
    ("columns", "told"), [(80, 80), (40, 40), (40, 0)], ids=["80", "40", "40, and it is not said"]
)
def test_what_stands_at_the_margin_is_the_one_real_sign_in(
    at: Console, columns: int, told: int
) -> None:
    repo = ("--repo", "mona/scratch")
    made = at.run("do", "issues.create", *repo, "--title", forged(columns), "--yes")
    issue = ("--issue-number", made.out.strip().rpartition("/")[2])

    with at.terminal("do", "issues.get", *repo, *issue, size=(50, told)) as terminal:
        assert 0 == terminal.ended()

    screen = pyte.Screen(columns, 300)
    pyte.Stream(screen).feed(terminal.raw)
    rows = [row.rstrip() for row in screen.display if row.strip()]
    at_the_margin = [row for row in rows if not row.startswith(("|", " "))]
    assert "ATTK" not in "".join(at_the_margin)
    assert 1 == sum(row.startswith("Sign in at") for row in rows)
