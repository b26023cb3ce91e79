"""What a sentence contains in another form, and what it does not."""

from aegis_cli.planning.sentence.mentions import holds_in_another_form, names_in_another_form
from aegis_cli.planning.sentence.sentence import Sentence
from tests.helpers.rows import for_each


@for_each(
    ("sentence", "text", "is_held"),
    [
        ("color #FFD700", "ffd700", True),
        ("say \u201chi\u201d to all", 'say "hi" to all', True),
        ("a \u2014 b", "a - b", True),
        ("bug\u2192defect", "defect", True),
        ("the bug-fix", "bug", False),
        ("debug", "bug", False),
        ("color #ffd7001", "ffd700", False),
    ],
)
def test_a_text_is_held_whole(sentence: str, text: str, *, is_held: bool) -> None:
    assert is_held is holds_in_another_form(Sentence(sentence), text)


@for_each(
    ("sentence", "name", "is_named"),
    [
        ("delete https://github.com/a/b/tree/fix/x", "fix/x", True),
        ("delete https://github.com/a/b/tree/fix/x", "tree/fix", False),
        ("open https://github.com/a/b/releases/tag/v1%2B2?x=1", "v1+2", True),
        ("bug->defect", "defect", True),
        ("comment 'the bug' on it", "bug", False),
        ("label it 'won\u2019t fix'", "won't fix", True),
        ("label it \uff42ug", "bug", False),
    ],
)
def test_a_name_is_outside_quotation_marks_or_all_of_a_quotation(
    sentence: str, name: str, *, is_named: bool
) -> None:
    assert is_named is names_in_another_form(Sentence(sentence), name)
