"""`aegis actions`: the catalogue as a person, a pipe and a program see it."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from aegis_cli.actions import catalog
from aegis_cli.actions.entries import CatalogEntry
from aegis_cli.cli.actions import _row
from aegis_cli.cli.main import run
from tests.helpers.console import AEGIS, Terminal, environment, on_terminal
from tests.helpers.rows import for_each

Told = Callable[..., tuple[int, str, str]]


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Told:
    def tell(*words: str) -> tuple[int, str, str]:
        code = run(["actions", *words])
        out, err = capsys.readouterr()
        return code, out, err

    return tell


def data(text: str) -> Any:
    (result,) = json.loads(text)["results"]
    assert "done" == result["status"]
    return result["data"]


def listed() -> dict[str, CatalogEntry]:
    """Return all actions in the order of their names, with those that a door makes."""
    both = {**catalog.ENTRIES, **catalog.of_doors()}
    return {name: both[name] for name in sorted(both)}


def test_in_a_pipe_the_list_is_separated_by_tabs(told: Told) -> None:
    code, out, err = told()

    rows = [line.split("\t") for line in out.splitlines()]
    assert (0, "") == (code, err)
    assert [*listed()] == [name for name, _, _ in rows]
    assert all(entry.summary in row[2] for entry, row in zip(listed().values(), rows, strict=True))


@pytest.mark.parametrize(
    ("words", "chosen"),
    [
        (("runs",), lambda entry: entry.noun == "runs"),
        (("--effect", "read"), lambda entry: entry.effect == "read"),
        (("--effect", "write"), lambda entry: entry.effect in {"write", "asked"}),
        (("--effect", "asked"), lambda entry: entry.effect == "asked"),
        (("labels", "--effect", "destroys"), lambda entry: entry.name == "labels.delete"),
        (("--search", "Sub-Issue"), lambda entry: "sub_issue" in entry.name),
        (("--search", "auto merge"), lambda entry: entry.name.endswith("_auto_merge")),
    ],
)
def test_a_noun_an_effect_and_a_word_choose_some_of_the_list(
    words: tuple[str, ...], chosen: Callable[[CatalogEntry], bool], told: Told
) -> None:
    expected = [entry.name for entry in listed().values() if chosen(entry)]

    _, out, _ = told(*words)
    _, document, _ = told(*words, "--output", "json")

    assert expected
    assert expected == [line.split("\t")[0] for line in out.splitlines()]
    assert expected == [row["action"] for row in data(document)]


def test_where_no_action_fits_that_is_said_and_is_no_fault(told: Told) -> None:
    assert (0, "", "No action fits that; `aegis actions` lists them all.\n") == told(
        "runs", "--search", "milestone"
    )
    assert [] == data(told("--search", "xyzzy", "--output", "json")[1])


def test_an_action_of_a_door_says_how_it_comes_about(told: Told) -> None:
    code, out, _ = told("git.read")

    assert 0 == code
    assert "permission  contents:read" in out
    assert out.endswith("Use it: aegis session --git -- COMMAND\n")


def test_what_chooses_from_a_list_is_no_option_of_one_action(told: Told) -> None:
    code, _, err = told("runs.get", "--effect", "read")

    assert 2 == code
    assert "`aegis actions runs`" in err


@pytest.mark.parametrize(
    ("name", "in_list", "alone"),
    [
        ("repos.get", ("read", "Show one repository."), "read"),
        ("issues.close", ("write", "Close an issue."), "write"),
        (
            "reviews.dismiss",
            (
                "write",
                "Let an approval, or a request for changes, count no longer. Always asked about.",
            ),
            "write, always asked about",
        ),
        (
            "repos.delete",
            ("destroys", "Delete a repository for good. Always typed and signed in for."),
            "destroys, always typed and signed in for",
        ),
    ],
)
def test_what_an_action_weighs_is_said_in_the_words_of_people(
    name: str, in_list: tuple[str, str], alone: str, told: Told
) -> None:
    _, listed, _ = told()
    _, described, _ = told(name)

    assert "\t".join((name, *in_list)) in listed.splitlines()
    assert f"\n  effect      {alone}\n" in described


@pytest.mark.parametrize("columns", [80, 200])
def test_on_a_terminal_the_list_is_aligned(tmp_path: Path, columns: int) -> None:
    known = environment(tmp_path)
    start = partial(on_terminal, [AEGIS, "actions"], environment=known, cwd=tmp_path)
    terminal = Terminal(start, size=(50, columns))

    code = terminal.ended()
    terminal.close()

    lines = terminal.seen.splitlines()
    summaries = [_row(entry)[2] for entry in listed().values()]
    start_of_text = lines[0].index(summaries[0][:10])
    assert 0 == code
    assert columns >= max(map(len, lines))
    assert " ".join(summaries) == " ".join(line[start_of_text:] for line in lines)


@for_each("name", catalog.ENTRIES, ids=catalog.ENTRIES)
def test_one_action_is_described_with_each_field(told: Told, name: str) -> None:
    code, out, err = told(name)

    facts = catalog.load(name).facts
    fields = catalog.load(name).model_fields
    assert (0, "") == (code, err)
    assert f"{name}: {catalog.ENTRIES[name].summary}\n" in out
    assert f"{facts.method} {facts.path}\n" in out
    assert [] == [field for field in fields if f"\n  {field}" not in out]
    assert f"aegis do {name} --help" in out


def test_a_field_says_what_it_takes(told: Told) -> None:
    _, listed, _ = told("issues.list")
    _, closed, _ = told("issues.close")

    assert "  state: open or closed or all (optional)\n" in listed
    assert "  labels, several (optional)\n" in listed
    assert "  repo\n" in listed
    assert "  state: always closed\n" in closed


def test_the_list_is_one_document(told: Told) -> None:
    code, out, err = told("--output", "json")

    assert (0, "") == (code, err)
    assert list(listed()) == [entry["action"] for entry in data(out)]
    assert {"action", "effect", "signature", "summary"} == data(out)[0].keys()


def test_one_action_in_json_has_its_schema_and_its_request(told: Told) -> None:
    code, out, err = told("issues.create", "-o", "json")

    found = data(out)
    assert (0, "") == (code, err)
    assert ("POST", "/repos/{repo}/issues") == (found["method"], found["path"])
    assert "write" == found["effect"]
    assert ["repo", "title"] == found["schema"]["required"]
    optional = {"body", "labels", "assignees", "milestone"}
    assert {"repo", "title"} | optional == found["schema"]["properties"].keys()


@pytest.mark.parametrize(
    ("name", "suggested"),
    [
        ("issue.list", "issues.list"),
        ("repos.remove", "repos."),
        ("milestone", "Did you mean `aegis actions "),
        ("xyzzy", "--search WORD"),
    ],
)
def test_an_unknown_name_is_an_error_with_what_comes_close(
    told: Told, name: str, suggested: str
) -> None:
    code, out, err = told(name)

    assert (2, "") == (code, out)
    assert suggested in err.replace(name, "")
