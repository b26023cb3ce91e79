"""A line said again for another repository or another thing."""

import pytest

from aegis_cli.errors import Unclear
from aegis_cli.planning.same_for import same_for


@pytest.mark.parametrize(
    ("before", "text", "meant"),
    [
        ("list open issues in acme/web", "same for acme/api", "list open issues in acme/api"),
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
        ("list open issues", "same for acme/api", "list open issues in acme/api"),
        ("label acme/web#12 bug", "same for acme/api#3", "label acme/api#3 bug"),
        ("label #12 bug", "same thing for #13", "label #13 bug"),
        ("close row 3", "same for row 4", "close row 4"),
        ("comment 'as in acme/web' on #1", "same for #2", "comment 'as in acme/web' on #2"),
    ],
)
def test_the_other_takes_the_place_of_what_the_line_names(
    before: str, text: str, meant: str
) -> None:
    assert meant == same_for(text, before)


@pytest.mark.parametrize(
    "text", ["list issues", "label #12 same", "the same", "same for bob", "same for acme/web or so"]
)
def test_another_line_stays_as_it_is(text: str) -> None:
    assert text == same_for(text, "list issues in acme/web")


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("", "same for acme/api"),
        ("close acme/web#12", "same for acme/api"),
        ("compare acme/web with acme/api", "same for acme/infra"),
        ("close #1 and #2", "same for #3"),
        ("list issues", "same for #3"),
        ("list issues in acme/web", "same for #3"),
    ],
)
def test_where_several_or_no_things_could_be_replaced_nothing_is(before: str, text: str) -> None:
    with pytest.raises(Unclear):
        same_for(text, before)
