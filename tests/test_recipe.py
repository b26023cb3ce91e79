"""The recipe of docs/architecture.md, followed in a copy of the tree: a class, its case, and a row.

The actions are ones that the repository does not have: a list, a plain write with a target, one
that is always asked about, one that destroys, one of Slack and two of Jira. Nothing but these files
and what is generated from them may be needed for a plan, a help page, a real run, and every test of
all actions. What is new stands in `tests/data/recipe/`, what a file that is there gets in `EDITS`.
"""

import json
import os
import shutil
import subprocess
import sysconfig
import termios
import venv
from collections.abc import Mapping
from functools import partial
from io import FileIO
from pathlib import Path

import pytest

from tests.helpers.forked import DOOR
from tests.helpers.patience import PATIENCE
from tests.helpers.support import sandbox

ROOT = Path(__file__).parent.parent
NEW = ROOT / "tests" / "data" / "recipe"
pytestmark = pytest.mark.whole

NEEDED = ("src", "tests", "tools", "docs", "share", "README.md", "CHANGELOG.md", "pyproject.toml")

SLACK_CLASS = "src/aegis_cli/providers/slack/nouns/marks_on_messages.py"
SLACK_CASE = "tests/providers/slack/slack_cases.py"
SLACK_SANDBOX = "src/aegis_cli/sandbox/slack/nouns/reactions.py"
JIRA_CASE = "tests/providers/jira/jira_cases.py"
JIRA_SANDBOX = "src/aegis_cli/sandbox/jira/nouns/comments.py"
RUN_ROWS = "src/aegis_cli/sandbox/github/runs/run_rows.py"
REPO_ROWS = "src/aegis_cli/sandbox/github/repos/repo_rows.py"
NOUNS = "src/aegis_cli/providers/github/nouns"
CASES = "tests/actions/cases"

ACTIONS = {
    "rulesets.list": (f"{NOUNS}/repos/rulesets.py", f"{CASES}/repos/rulesets.py"),
    "deployments.create_status": (
        *(f"{NOUNS}/actions/deployments.py", f"{CASES}/actions/deployments.py"),
        RUN_ROWS,
    ),
    "environments.delete": (
        *(f"{NOUNS}/actions/environments.py", f"{CASES}/actions/environments.py"),
        RUN_ROWS,
    ),
    "dependabot.update_alert": (
        *(f"{NOUNS}/dependabot/dependabot.py", f"{CASES}/dependabot/dependabot.py"),
        REPO_ROWS,
    ),
    "slack.pins.remove": (SLACK_CLASS, SLACK_CASE, SLACK_SANDBOX),
    "jira.components.list": ("src/aegis_cli/providers/jira/nouns/components.py", JIRA_CASE),
    "jira.votes.add": (
        "src/aegis_cli/providers/jira/nouns/votes.py",
        JIRA_CASE,
        JIRA_SANDBOX,
    ),
}
"""Each action, with the files that are written or changed by hand for it."""

NEW_TOOLSET = f"{NOUNS}/dependabot/__init__.py"
"""What the first action of a toolset of GitHub's needs besides: a line that says what it is."""
WISHES = "src/aegis_cli/providers/github/impossible.toml"
"""What could not be done until now: who adds an action that does it takes the wish out."""

EDITS: Mapping[str, tuple[tuple[str, str], ...]] = {
    RUN_ROWS: (
        (
            "    WORKFLOWS,\n",
            """    Collection(path=f"{_REPO}/environments", starts=({"name": "production"},)),
    Collection(
        path=f"{_REPO}/deployments",
        starts=({"id": 42, "ref": "main", "environment": "production"},),
    ),
    Collection(path=f"{_REPO}/deployments/{{deployment_id}}/statuses"),
""",
        ),
    ),
    REPO_ROWS: (
        (
            "    RELEASES,\n",
            """    Collection(
        path=f"{_REPO}/dependabot/alerts",
        starts=({"number": 7, "state": "open"},),
    ),
""",
        ),
    ),
    SLACK_CLASS: (
        (
            "class PinMessage(",
            '''class UnpinMessage(
    MarkAction[None],
    method="pins.remove",
    already=("no_pin",),
    action="slack.pins.remove",
    effect=Effect.WRITE,
    says="Unpin the message {message} in {channel}",
    view=Line(
        "Unpinned the message {@message} in {@channel}",
        already="The message {@message} is not pinned in {@channel}",
    ),
    utterances=("unpin the? slack? message? {message}",),
):
    """Take a message off the pins of its channel."""


''',
        ),
    ),
    SLACK_CASE: (
        ("    AddReaction,\n    PinMessage,", "    UnpinMessage,\n"),
        (
            "    Case(\n        CreateChannel(",
            """    Case(
        UnpinMessage(**OWN),
        sends="POST /pins.remove",
        body={**ID, "timestamp": MINE},
        said=f"unpin the message {MINE} in #releases",
        target=THERE,
        found=OF_OWN,
    ),
""",
        ),
    ),
    SLACK_SANDBOX: (
        (
            "def _item(",
            '''@answers("pins.remove")
def remove_pin(call: Call) -> dict[str, Any]:
    """Take a message off the pins of its conversation."""
    channel, message = _item(call)
    refuse(no_pin=message.ts not in channel.pins)
    del channel.pins[message.ts]
    return {}


''',
        ),
    ),
    JIRA_CASE: (
        (
            "from aegis_cli.providers.jira.nouns.watchers",
            """from aegis_cli.providers.jira.nouns.components import ListComponents
from aegis_cli.providers.jira.nouns.votes import AddVote
""",
        ),
        (
            "    Case(\n        AddWatcher(",
            """    Case(
        AddVote(issue="WEB-12"),
        sends="POST /rest/api/3/issue/10012/votes",
        said="vote for the ticket WEB-12",
        **_BY_ID,
    ),
    Case(
        ListComponents(project="WEB"),
        sends="GET /rest/api/3/project/WEB/components",
        said="list the components of WEB",
        answer=[{"id": "10200", "name": "Login"}],
    ),
""",
        ),
    ),
    JIRA_SANDBOX: (
        (
            "def new_comment(",
            '''@answers("addVote")
def add_vote(call: Call) -> Reply:
    """Vote for an issue."""
    call.world.touch(call.issue(writes=True), call.now)
    return Reply()


''',
        ),
    ),
}
"""What files that are there get, each before a text that stands there once."""

GENERATED = (
    *("docs/actions.md", "docs/actions/", "docs/github-app.md", "share/", "tools/promised/"),
    *(
        f"src/aegis_cli/providers/{provider}/{folder}/"
        for provider in ("github", "slack", "jira")
        for folder in ("index", "field_index", "utterance_index")
    ),
    "src/aegis_cli/providers/slack/methods.json",
    "src/aegis_cli/providers/jira/operations.json",
)
"""What is made of these: whole files, and folders of which each noun has its own file."""
LIST = ("ask", "list the rulesets of acme/web", "--engine", "offline")
EXAMPLE = "The sandbox has no state for this: it shows GitHub's documented example.\r\n"
NOTHING: Mapping[str, str] = {}
GENERIC = (
    *("tests/test_every_action.py", "tests/github_openapi/test_agreement.py"),
    *("tests/providers/slack/test_every_slack_action.py", "tests/sandbox/slack"),
    *("tests/providers/jira/test_every_jira_action.py", "tests/sandbox/jira"),
    *("tests/providers/jira/test_documented.py", "tests/cli/test_every_sentence.py"),
    *("tests/providers/github/test_nouns.py", "tests/github_openapi/test_github_openapi.py"),
)
"""The tests of all actions, each by rows."""
WHOLE = (
    *("tests/planning/grammar/test_lexicon.py", "tests/planning/lenient/test_impossible.py"),
    *(
        "tests/providers/github/test_app_manifest.py",
        "tests/github_openapi/test_documented_reads.py",
    ),
)
"""Tests that are about all actions together."""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the tree with what is compiled of it, follow the recipe, and generate the rest."""
    folder = tmp_path_factory.mktemp("recipe")
    kept = shutil.ignore_patterns("golden")
    for name in NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=kept)
        else:
            shutil.copy(ROOT / name, folder / name)
    for new in NEW.rglob("*.py.txt"):
        to = folder / new.relative_to(NEW).with_suffix("")
        assert not to.exists(), "the repository has it by now: take another action"
        to.parent.mkdir(exist_ok=True)
        shutil.copy(new, to)
    for edited, pairs in EDITS.items():
        insert(folder / edited, pairs)
    take_out(folder / WISHES, "or make deployments")
    # A child of aegis takes its path from its interpreter, and from no variable.
    venv.create(folder / "venv", symlinks=True)
    (packages,) = (folder / "venv").glob("lib/*/site-packages")
    path = f"{folder / 'src'}\n{sysconfig.get_path('purelib')}\n"
    (packages / "recipe.pth").write_text(path, encoding="utf-8")
    run(folder, "-m", "tools.generate")
    return folder


def insert(file: Path, pairs: tuple[tuple[str, str], ...]) -> None:
    """Write texts into a file, each before another that stands there once."""
    text = file.read_text(encoding="utf-8")
    for before, more in pairs:
        assert 1 == text.count(before), f"{file.name} has {before!r} no more, or several times"
        text = text.replace(before, more + before)
    file.write_text(text, encoding="utf-8")


def take_out(file: Path, wish: str) -> None:
    """Take the row of a wish out of a file: the new actions do it."""
    rows = file.read_text(encoding="utf-8").split("\n\n")
    assert 1 == sum(wish in row for row in rows), f"{file.name} has no such wish any more"
    file.write_text("\n\n".join(row for row in rows if wish not in row), encoding="utf-8")


def run(
    folder: Path, *words: str, terminal: int | None = None, more: Mapping[str, str] = NOTHING
) -> str:
    """Run Python in the copy, and return what it printed; its standard error may be a terminal."""
    # NOTE: a process of pytest-xdist passes on the door of its own forks, which run this tree.
    kept = [name for name in os.environ if name != DOOR and not name.startswith("PYTHON")]
    environment = {name: os.environ[name] for name in kept}
    # Hypothesis knows from there which constants are in modules that are the same.
    environment |= {"NO_COLOR": "1", **more}
    environment["HYPOTHESIS_STORAGE_DIRECTORY"] = str(ROOT / ".hypothesis")
    done = subprocess.run(  # our own interpreter
        [folder / "venv" / "bin" / "python", *words],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=terminal or subprocess.PIPE,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert 0 == done.returncode, done.stdout + str(done.stderr)
    return done.stdout


def test_an_action_is_three_files_by_hand_at_most() -> None:
    assert not {name: files for name, files in ACTIONS.items() if len(files) > 3}


def test_nothing_else_changes_but_what_is_generated(copy: Path) -> None:
    below = (
        path for name in ("src", "tests", "docs", "tools") for path in (copy / name).rglob("*")
    )
    files = [*below, copy / "README.md"]
    ours = {path.relative_to(copy) for path in files if path.is_file() and path.suffix != ".pyc"}
    changed = {
        path.as_posix()
        for path in ours
        if not (ROOT / path).exists() or (ROOT / path).read_bytes() != (copy / path).read_bytes()
    }

    by_hand = {file for files in ACTIONS.values() for file in files} | {NEW_TOOLSET, WISHES}
    assert by_hand <= changed
    assert [] == [name for name in changed - by_hand if not name.startswith(GENERATED)]


@pytest.mark.enable_socket
def test_every_test_of_all_actions_passes_for_them(copy: Path) -> None:
    rows = ",".join(ACTIONS)

    shown = run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--row", rows, *GENERIC)

    assert "failed" not in shown + run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", *WHOLE)
    assert int(shown.strip().splitlines()[-1].split(" passed")[0].split()[-1]) > len(GENERIC)


@pytest.mark.enable_socket
@pytest.mark.parametrize(
    ("sentence", "action"),
    [
        ("list the rulesets of acme/web", "rulesets.list"),
        ("mark the deployment 42 as success in acme/web", "deployments.create_status"),
        ("unpin the message 1763300000.000500 in #releases", "slack.pins.remove"),
        ("list the components of WEB", "jira.components.list"),
        ("vote for the ticket WEB-12", "jira.votes.add"),
    ],
)
def test_a_sentence_does_it_on_the_sandbox(sentence: str, action: str, copy: Path) -> None:
    words = ("ask", sentence, "--engine", "offline", "--yes", "--output", "json")

    document = json.loads(run(copy, "-m", "aegis_cli", "--sandbox", *words))

    assert ("done", action) == (document["status"], document["plan"]["steps"][0]["action"])
    assert "Usage: aegis do" in run(copy, "-m", "aegis_cli", "--sandbox", "do", action, "--help")


@pytest.mark.enable_socket
@pytest.mark.parametrize("output", ["text", "json"])
def test_a_person_at_a_terminal_is_told_what_is_only_an_example(output: str, copy: Path) -> None:
    told = told_at_a_terminal(copy, "--sandbox", *LIST, "--output", output)

    assert (output == "text") == (EXAMPLE in told)


@pytest.mark.enable_socket
def test_a_server_that_is_no_sandbox_of_this_process_is_not_believed(copy: Path) -> None:
    with sandbox() as github:
        told = told_at_a_terminal(copy, *LIST, more=github.environment)

    assert EXAMPLE not in told


def told_at_a_terminal(copy: Path, *words: str, more: Mapping[str, str] = NOTHING) -> str:
    """Run aegis with standard error on a terminal, and return what that shows."""
    master, slave = os.openpty()
    termios.tcsetwinsize(slave, (50, 100))
    run(copy, "-m", "aegis_cli", *words, terminal=slave, more=more)
    os.close(slave)
    with open(master, "rb", buffering=0) as shown:  # noqa: PTH123  # a descriptor
        return b"".join(iter(partial(piece, shown), b"")).decode()


def piece(shown: FileIO) -> bytes:
    """Return what a terminal shows next; nothing where nobody writes to it any more."""
    try:
        return shown.read(4096)
    except OSError:
        return b""
