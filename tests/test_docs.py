"""The pages say what is so: their links lead somewhere, and what they list is all there is."""

import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from pathlib import Path
from urllib.parse import unquote

import pytest

from aegis_cli.actions import catalog
from aegis_cli.actions.facts import Effect
from aegis_cli.errors import Code
from aegis_cli.settings.known import DEFAULTS, SECRETS, VARIABLES
from tests.helpers.console import console
from tests.helpers.rows import for_each
from tools import picture
from tools.generate import classes, shipped, stale

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "aegis_cli"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_QUOTED = re.compile(r"`([^`\n]+)`")
_PATH = re.compile(r"(?:src|tests|docs|tools|bench|\.ci)/[\w./-]*")
_COMMAND = re.compile(r"python -m ((?:tools|bench)\.\w+)")
_HELP = re.compile(r"^```\w*\n\$ (aegis.* --help)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_CLASS = re.compile(r"^(?:class (\w+)|(\w+): TypeAlias\b|([A-Z]\w*[a-z]\w*) = )", re.MULTILINE)
_ENDING = re.compile(r"`(\w+)` \(exit (\d+)\)")


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def prose(page: Path) -> str:
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = (heading.lower() for heading in _HEADING.findall(prose(page)))
    return {re.sub(r"[^\w -]", "", heading).replace(" ", "-") for heading in headings}


@for_each("page", PAGES, ids=map(name, PAGES))
def test_every_link_within_the_repository_leads_somewhere(page: Path) -> None:
    for link in _LINK.findall(prose(page)):
        if "://" in link:
            continue
        path, _, anchor = unquote(link).partition("#")
        target = (page.parent / path).resolve() if path else page

        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@for_each("page", PAGES, ids=map(name, PAGES))
def test_every_path_and_tool_that_a_page_names_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    for quoted in _QUOTED.findall(prose(page)):
        path = _PATH.fullmatch(quoted)
        assert not path or (ROOT / quoted).exists(), quoted
    for module in _COMMAND.findall(text):
        assert (ROOT / module.replace(".", "/")).with_suffix(".py").exists(), module


def test_every_test_that_the_security_page_names_exists() -> None:
    named = re.findall(r"`([\w/]*test_\w+\.py)`", prose(ROOT / "SECURITY.md"))

    assert named
    assert not [test for test in named if not (ROOT / "tests" / test).exists()]


def test_every_room_has_its_place_on_the_map() -> None:
    page = prose(ROOT / "docs" / "architecture.md")
    rooms = {f"{path.parent.name}/" for path in SOURCE.rglob("__init__.py")} - {
        "aegis_cli/",
        *(f"{path.name}/" for path in SOURCE.joinpath("sandbox").rglob("*") if path.is_dir()),
    }
    loose = {path.name for path in SOURCE.glob("*.py")} - {"__init__.py", "__main__.py"}

    assert not [name for name in sorted(rooms | loose) if f"`{name}`" not in page]


def room_apart(path: Path) -> str:
    """Return the provider, or the service of the sandbox, that a module is of; "" for any other."""
    parts = path.relative_to(SOURCE).parent.parts
    is_apart = "sandbox" in parts[:1] or ("providers" in parts[:1] and len(parts) > 1)
    return "/".join(parts[:2]) if is_apart else ""


def names_taken_twice(files: Iterable[Path]) -> dict[str, list[str]]:
    """Return each name that two modules or two public classes have, with the modules."""
    taken: dict[str, list[str]] = {}
    for path in files:
        module, names = module_and_names(path)
        for name in names:
            taken.setdefault(name, []).append(module)
    return {name: sorted(places) for name, places in taken.items() if len(places) > 1}


@cache  # the shared modules are beside each room
def module_and_names(path: Path) -> tuple[str, frozenset[str]]:
    """Return how a module is called, and the names of it, its public classes and type aliases."""
    found = _CLASS.findall(path.read_text(encoding="utf-8"))
    names = (name for each in found for name in each if name)
    return path.relative_to(SOURCE).as_posix(), frozenset({path.stem, *names})


def test_no_two_things_have_one_name_but_those_of_the_glossary() -> None:
    files = [path for path in SOURCE.rglob("*.py") if path.stem not in {"__init__", "__main__"}]
    apart = groupby(sorted(files, key=room_apart), key=room_apart)
    rooms = {room: [*its] for room, its in apart}
    shared = rooms.pop("")
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| ((?:`[\w/]+\.py`(?:, )?)+) \| .+ \|$", page, re.MULTILINE)
    listed = {name: re.findall(r"`([^`]+)`", places) for name, places in rows}

    twice: dict[str, set[str]] = {}
    for room, its in {"": [], **rooms}.items():
        # A noun, and a thing of it, is called as its vendor calls it.
        nouns = [path for path in its if "nouns" in path.parts]
        beside = [] if room.startswith("sandbox") else [*shared, *({*its} - {*nouns})]
        for some in (its, beside):
            for name, places in names_taken_twice(some).items():
                twice.setdefault(name, set()).update(places)

    assert {name: sorted(places) for name, places in twice.items()} == listed


def test_the_glossary_has_few_words_and_none_twice() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    glossary = page.partition("## The glossary")[2].partition("Where some of it is:")[0]
    tables = glossary.split("The others are the field's")
    ours, others = (
        re.findall(r"\*\*(.+?)\*\*", "".join(re.findall(r"^\| (\*\*.+?) \|", table, re.MULTILINE)))
        for table in tables
    )

    assert 15 == len(ours)
    assert len({*ours, *others}) == len(ours) + len(others) <= 45


def test_every_setting_is_on_its_page_with_its_default() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")

    for key, variable in VARIABLES.items():
        default = f"`{DEFAULTS[key]}`" if key in DEFAULTS else "none"
        assert f"| `{variable}` | `{key}` | {default} |" in page
    for variable in SECRETS.values():
        assert f"| `{variable}` |" in page


def test_each_action_that_is_asked_about_or_destroys_says_why() -> None:
    judged = (Effect.ASKED, Effect.DESTRUCTIVE)
    every = [each for name in shipped() for each in classes(name) if each.facts.effect in judged]
    silent = [each.facts.action for each in every if not each.facts.because]

    assert [] == silent, f"write because= in the classes of {silent}: docs/actions.md says it"


def test_every_generated_file_is_in_step_and_none_is_left_over() -> None:
    assert [] == [*stale(rewrites=False)]


def test_the_readme_says_how_many_actions_there_are_and_is_short() -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    (count,) = re.findall(r"knows more than (\d+)", page)

    assert int(count) < len(catalog.ENTRIES) <= int(count) + 50
    assert page.count("\n") <= 200


def test_every_error_code_is_explained() -> None:
    page = (ROOT / "docs" / "exit-codes.md").read_text(encoding="utf-8")

    assert not [code for code in Code if f"| `{code.value}` | `{code.status.value}` |" not in page]


@for_each("page", PAGES, ids=map(name, PAGES))
def test_every_ending_that_a_page_names_is_one(page: Path) -> None:
    for code, exit_code in _ENDING.findall(prose(page)):
        assert int(exit_code) == Code.from_value(code).status.exit_code, code


@for_each("page", PAGES, ids=map(name, PAGES))
def test_a_help_text_on_a_page_is_the_programs_own(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    for command, shown in _HELP.findall(text):
        done = subprocess.run(
            [sys.executable, "-m", "aegis_cli", *command.split()[1:]],
            env=os.environ | {"COLUMNS": "80"},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == shown.strip()


@pytest.mark.whole
@pytest.mark.enable_socket
@pytest.mark.parametrize("path", picture.RECORDED, ids=lambda path: path.name)
def test_a_picture_shows_what_the_program_shows(path: Path) -> None:
    with console() as at:
        made = picture.svg(picture.RECORDED[path](at.sandbox.environment, str(at.folder)))
    kept = path.read_text(encoding="utf-8")

    assert picture.words(made) == picture.words(kept), "run `python -m tools.picture`"


def test_the_picture_of_a_sentence_has_its_question_a_yes_and_the_result() -> None:
    shown = picture.words(picture.PICTURE.read_text(encoding="utf-8"))

    for said in (picture.SENTENCE, "title:", "→", "[y/n]y", "✓Changed"):
        assert said.replace(" ", "") in shown


@pytest.mark.parametrize("path", picture.RECORDED, ids=lambda path: path.name)
def test_a_picture_loads_nothing_from_elsewhere(path: Path) -> None:
    drawn = path.read_text(encoding="utf-8")

    assert "http://www.w3.org/2000/svg" in drawn
    assert {"#"} == {target[0] for target in re.findall(r"url\(([^)]*)\)", drawn)}
    assert not re.search(r"href|@import|<script|<image", drawn)


@pytest.mark.parametrize(
    "path",
    [
        "src/aegis_cli/providers/github/nouns/labels/labels.py",
        "tests/actions/cases/labels/labels.py",
    ],
)
def test_the_recipe_of_an_action_is_an_action_that_is_there(path: str) -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    recipe = page.partition("## How to add an action")[2].partition("## How to add a planner")[0]
    blocks = [
        textwrap.dedent(block).strip()
        for block in re.findall(r"```python\n(.+?) *```", recipe, re.DOTALL)
    ]
    code = textwrap.dedent((ROOT / path).read_text(encoding="utf-8"))

    assert 2 == len(blocks)
    assert [block for block in blocks if block in code or textwrap.indent(block, "    ") in code]
