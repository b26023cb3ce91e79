"""The signatures as the model gets them: shorter, and each says what the real one says."""

import re
from collections.abc import Iterator

import pytest

from aegis_cli.planning.gemini.signatures import ActionRow, catalogue
from tests.helpers.rows import for_each
from tests.helpers.synthetic_catalogue import REAL

EFFECTS = {"-": {"read"}, "*": {"read"}, "+": {"write"}, "!": {"asked", "destructive"}}

ISSUES: list[ActionRow] = [
    ActionRow("issues.close(repo, number, reason?=DONE|WONT_FIX)", "write", "Close an issue."),
    ActionRow("issues.delete(repo, number)", "destructive", "Delete an issue for good."),
    ActionRow("issues.get(repo, number)", "read", "Show an issue."),
    ActionRow("issues.list(repo, pinned?=true|false, order?=asc|desc)", "read", "List issues."),
    ActionRow("issues.lock(repo, number, quiet?=true|false|@none)", "asked", "Lock an issue."),
    ActionRow("issues.search(words?, repo?, order?=asc|desc)", "read", "Search for issues."),
]


def read_back(text: str) -> Iterator[tuple[str, tuple[set[str], str, str]]]:
    """Write each action in full again, from the headings and what is said once of arguments."""
    legend, *nouns = text.split("\n\n")
    always = dict(re.findall(r"^(\w+) is one of (.+)\.$", legend, re.MULTILINE))
    of_lists = re.findall(r"\* reads and takes `(.+)` too", legend)
    for each in nouns:
        heading, *lines = each.splitlines()
        noun, begins = parts(r"## ([\w.]+)\((.*)\.\.\.\)", heading)
        for line in lines:
            mark, verb, own, does = parts(r"([-*+!]) (\w+)(?:\((.*)\))?: (.+)", line)
            full = re.sub(
                r"(\w+)((?:\[\])?\??)(?=[,}]|$)",
                lambda m: m[0] + (f"={always[m[1]]}" if m[1] in always else ""),
                (begins + own).removesuffix(", "),
            )
            arguments = {*taken_apart(full), *(of_lists if mark == "*" else ())}
            yield f"{noun}.{verb}", (arguments, mark, f"{does}.")


def parts(pattern: str, line: str) -> tuple[str, ...]:
    match = re.fullmatch(pattern, line)
    assert match is not None, line
    return match.groups("")


def taken_apart(arguments: str) -> list[str]:
    return re.split(r", (?![^{]*\})", arguments) if arguments else []


def in_small_letters(arguments: str) -> str:
    small = re.sub("=[^,{}()]+", lambda values: values[0].lower(), arguments)
    return re.sub(r"=true\|false(?=[,}]|$|\|@none)", "=bool", small)


def test_an_action_stands_under_what_others_of_its_noun_begin_with_too() -> None:
    legend, _, actions = catalogue(ISSUES).partition("\n\n")

    assert legend.splitlines()[-1] == "order is one of asc|desc."
    assert actions == (
        "## issues(repo, number, ...)\n"
        "+ close(reason?=done|wont_fix): Close an issue\n"
        "! delete: Delete an issue for good\n"
        "- get: Show an issue\n"
        "! lock(quiet?=bool|@none): Lock an issue\n"
        "\n"
        "## issues(repo, ...)\n"
        "- list(pinned?=bool, order?): List issues\n"
        "\n"
        "## issues(...)\n"
        "- search(words?, repo?, order?): Search for issues\n"
    )


@for_each(
    ("signature", "line"),
    [
        ("a.get()", "- get: Do it"),
        ("a.b.get(x[]?={y, z?=P|Q}, w)", "- get(x[]?={y, z?=p|q}, w): Do it"),
        ("a.get(x?=true|false|legacy)", "- get(x?=true|false|legacy): Do it"),
        ("a.get(x[]?|@none)", "- get(x[]?|@none): Do it"),
    ],
)
def test_a_signature_of_any_form_is_written(signature: str, line: str) -> None:
    assert catalogue([ActionRow(signature, "read", "Do it.")]).splitlines()[-1] == line


def test_what_follows_from_an_action_is_for_who_approves_it() -> None:
    row = ActionRow("a.delete()", "destructive", "Delete it; nobody gets it back.")

    assert catalogue([row]).splitlines()[-1] == "! delete: Delete it"


def test_what_has_other_values_elsewhere_says_them_each_time() -> None:
    rows = [
        ActionRow(f"a.{verb}(state?={values})", "read", "Do it.") for verb, values in STATES.items()
    ]

    assert "is always" not in catalogue(rows)
    assert "- get(state?=open|all): Do it" in catalogue(rows)


STATES = {"get": "open|all", "list": "open|all", "count": "open|closed"}


def test_what_is_no_signature_is_refused() -> None:
    with pytest.raises(ValueError, match="is no signature"):
        catalogue([ActionRow("issues.get", "read", "Show an issue.")])


def test_each_action_can_be_read_back_in_full() -> None:
    found = dict(read_back(catalogue(REAL)))

    assert len(REAL) == len(found)
    for signature, effect, summary, _ in REAL:
        name, _, inside = signature.removesuffix(")").partition("(")
        arguments, mark, does = found[name]
        assert {*taken_apart(in_small_letters(inside))} == arguments, name
        assert effect in EFFECTS[mark]
        assert summary.partition(";")[0].removesuffix(".") == does.removesuffix(".")


def test_each_heading_stands_once_and_saves_what_it_says() -> None:
    text = catalogue(REAL)
    headings = [line for line in text.splitlines() if line.startswith("##")]
    named = [line for line in text.splitlines() if re.search(r"\brepo[,)]", line.partition(":")[0])]

    assert len({*headings}) == len(headings)
    assert len(headings) < len(REAL) / 3
    assert 0.9 < sum(line in headings for line in named) / len(named)
