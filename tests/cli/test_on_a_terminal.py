"""A whole command on a terminal that is looked at as a person does: row by row."""

import pyte
import pytest

from tests.helpers.console import Console

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


PAGED = "sed s/^/paged:/"


def test_a_long_result_goes_to_the_pager_and_the_preview_of_a_write_does_not(at: Console) -> None:
    words = ("do", "labels.list", "--repo", "acme/web")
    create = ("do", "issues.create", "--repo", "mona/scratch", "--title", "Crash")
    with at.terminal(*words, size=(8, 100), more={"PAGER": PAGED}) as terminal:
        assert 0 == terminal.ended()
    with at.terminal(*create, size=(10, 100), more={"PAGER": PAGED}) as asked:
        asked.expect("[y/n] ")
        asked.answer("y")
        assert 0 == asked.ended()
    piped = at.run(*words, more={"PAGER": PAGED})

    assert "paged:| bug" in terminal.seen
    assert "paged:I will" not in terminal.seen
    assert "paged:" not in asked.seen
    assert "paged:" not in piped.out + piped.err


def test_ctrl_c_in_a_pager_is_the_pagers(at: Console) -> None:
    pager = "sh -c 'trap : INT; cat; echo READY; read answer </dev/tty; echo LEFT'"
    with at.terminal(
        "do", "labels.list", "--repo", "acme/web", size=(8, 100), more={"PAGER": pager}
    ) as terminal:
        terminal.expect("READY")
        terminal.type("\x03")
        terminal.type("\n")
        terminal.expect("LEFT")
        assert 0 == terminal.ended()


@pytest.mark.parametrize(
    ("more", "count"),
    [({"TERM": "xterm-kitty"}, 1), ({"TERM": "xterm-kitty", "NO_COLOR": "1"}, 0), ({}, 0)],
    ids=["known", "without colour", "unknown"],
)
def test_the_address_of_what_was_made_is_a_link_on_a_terminal_that_shows_links(
    more: dict[str, str], count: int, at: Console
) -> None:
    create = ("do", "issues.create", "--repo", "mona/scratch", "--title", "Crash", "--yes")

    with at.terminal(*create, more=more) as terminal:
        assert 0 == terminal.ended()

    assert count == terminal.raw.count(";https://github.com/mona/scratch/issues/")
    assert count == terminal.raw.count("\x1b]8;;\x1b\\")
