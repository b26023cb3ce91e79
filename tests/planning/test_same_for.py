"""A line said again for another repository or another thing, where just one can be meant."""

from aegis_cli.planning.same_for import LineBefore, same_for
from tests.helpers.rows import for_each


def meant(text: str, before: str, place: str = "acme/web") -> str:
    return same_for(text, LineBefore(before, place))


@for_each(
    ("before", "text", "wanted"),
    [
        ("list open issues in acme/web", "same for acme/api", "list open issues in acme/api"),
        ("list open issues in Acme/Web", "same for acme/api", "list open issues in acme/api"),
        (
            "list open issues in acme/web",
            "and the same for acme/api",
            "list open issues in acme/api",
        ),
        (
            "list open issues in acme/web",
            "now do the same in acme/api.",
            "list open issues in acme/api",
        ),
        ("list the 5 issues in acme/web", "same for acme/api", "list the 5 issues in acme/api"),
        (
            "list issues in https://github.com/acme/web",
            "same for acme/api",
            "list issues in acme/api",
        ),
        (
            "list issues in acme/web",
            "same for https://github.com/acme/api",
            "list issues in https://github.com/acme/api",
        ),
        ("list open issues", "same for acme/api", "list open issues in acme/api"),
        ("list open issues?", "same for acme/api", "list open issues in acme/api?"),
        ("list the last 5 issues.", "same for acme/api", "list the last 5 issues in acme/api."),
        (
            "list issues labelled 'it: #3'",
            "same for acme/api",
            "list issues labelled 'it: #3' in acme/api",
        ),
        ("label acme/web#12 bug", "same for acme/api", "label acme/api#12 bug"),
        ("label acme/web#12 bug", "same for acme/api#3", "label acme/api#3 bug"),
        ("label acme/web#12 bug", "same for #13", "label acme/web#13 bug"),
        ("label #12 bug", "same thing for #13", "label #13 bug"),
        ("close #12 in acme/web", "same for #13", "close #13 in acme/web"),
        (
            "close https://github.com/acme/web/issues/12",
            "same for #13",
            "close https://github.com/acme/web/issues/13",
        ),
        ("comment on #12: thanks", "same for #13", "comment on #13: thanks"),
        ("set the milestone of row 3 to 2", "same for row 4", "set the milestone of row 4 to 2"),
        ("comment 'as in acme/web' on #1", "same for #2", "comment 'as in acme/web' on #2"),
        ("comment 'row 3' on row 1", "same for row 2", "comment 'row 3' on row 2"),
    ],
)
def test_the_other_takes_the_place_of_what_the_line_names(
    before: str, text: str, wanted: str
) -> None:
    assert wanted == meant(text, before)


@for_each(
    "text",
    [
        "list issues",
        "label #12 same",
        "the same",
        "same for bob",
        "same for acme/web or so",
        "same for #x",
        "same for acme/api's",
    ],
)
def test_another_line_stays_as_it_is(text: str) -> None:
    assert text == meant(text, "list issues in acme/web")


@for_each(
    ("before", "text"),
    [
        ("", "same for acme/api"),
        ("compare acme/web with acme/api", "same for acme/infra"),
        ("show acme/web", "same for acme/api"),
        ("delete branch fix/login", "same for acme/api"),
        ("list commits on fix/login", "same for acme/api"),
        ("show src/main.py", "same for acme/api"),
        ("show docs/en/index.md", "same for acme/api"),
        ("list issues since 2026/11", "same for acme/api"),
        ("assign me and/or bob", "same for acme/api"),
        ("close it", "same for acme/api"),
        ("close #5", "same for acme/api"),
        ("close 5", "same for acme/api"),
        ("close row 2", "same for acme/api"),
        ("open an issue: logins crash", "same for acme/api"),
        ("open an issue: logins crash in acme/web", "same for acme/api"),
        ('open an issue titled "crash', "same for acme/api"),
        ("close #1 and #2", "same for #3"),
        ("close #1, 2", "same for #3"),
        ("open an issue: as in #1", "same for #3"),
        ("close #1 in acme/web", "same for acme/api#3"),
        ("close https://github.com/acme/web/issues/12#note", "same for #13"),
        ("list issues", "same for #3"),
        ("list issues in acme/web", "same for #3"),
        ("close rows 1 and 2", "same for row 3"),
        ("close row 1 and row 2", "same for row 3"),
        ("close row 1 and 2", "same for row 3"),
        ("open an issue: row 1 is wrong", "same for row 3"),
        ("comment 'row 1' on #5", "same for row 3"),
        ("close #5", "same for row 3"),
        ("close row 5", "same for rows 1 and 3"),
    ],
)
def test_where_it_is_not_certain_what_is_replaced_nothing_is(before: str, text: str) -> None:
    assert text == meant(text, before)


def test_a_repository_that_the_line_was_not_planned_for_is_not_replaced() -> None:
    assert "same for acme/api" == meant("same for acme/api", "list issues in acme/web", "")
    assert "same for acme/api" == meant("same for acme/api", "list runs of fix/login", "acme/web")
