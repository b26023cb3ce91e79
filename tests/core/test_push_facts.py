"""What git prints of a push is read as it is, whatever is in a name."""

from aegis_cli.core.push_facts import FileChange, default_of, files_of, subjects_of

RAW = (
    b":100644 100644 aaaa bbbb M\0a\tb\nc\0"
    b":000000 100644 0000 cccc A\0\xff\0"
    b":100644 120000 aaaa bbbb T\0link\0"
)


def test_files_are_read_with_their_lines_where_these_were_counted() -> None:
    counted = b"3\t1\ta\tb\nc\0-\t-\t\xff\0"

    assert (
        FileChange("a\tb\nc", "M", 3, 1),
        FileChange("\udcff", "A"),
        FileChange("link", "T"),
    ) == files_of(RAW, counted)
    assert () == files_of(b"")


def test_what_ends_early_is_a_file_without_a_name() -> None:
    assert (FileChange("", "M"),) == files_of(b":100644 100644 aaaa bbbb M")


def test_subjects_are_those_of_the_log() -> None:
    assert ("aaaa One", "bbbb \x1b�") == subjects_of(b"aaaa One\0bbbb \x1b\xff\0")


def test_the_default_branch_is_what_the_head_points_to() -> None:
    listed = b"ref: refs/heads/main\tHEAD\n" + b"a" * 40 + b"\tHEAD\n"

    assert ("refs/heads/main", "a" * 40) == default_of(listed)
    assert ("", "") == default_of(b"")
    assert ("", "a" * 40) == default_of(b"a" * 40 + b"\tHEAD\n")


def test_a_status_is_its_letter_and_lines_are_numbers() -> None:
    raw = b":100644 100644 aaaa bbbb R100\0a\0" + b":100644 100644 aaaa bbbb M\0b\0"

    assert (FileChange("a", "R"), FileChange("b", "M")) == files_of(raw, b"1\t-\ta\0-\t2\tb\0")


def test_a_name_that_is_no_text_hides_no_default_branch() -> None:
    listed = b"ref: refs/heads/\xff\tHEAD\n" + b"a" * 40 + b"\tHEAD\n"

    assert ("refs/heads/\ufffd", "a" * 40) == default_of(listed)
