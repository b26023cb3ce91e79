"""`vault_secret_command`: a program's one line becomes a secret, and everything else an error."""

import os
import sys
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest

from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, UsageError
from aegis_cli.executor import secret_command
from aegis_cli.executor.secret_command import secret_of
from tests.helpers.patience import NEVER, PATIENCE
from tests.helpers.rows import for_each

ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/home/mona"}


def said_by(code: str, *, longest: float = PATIENCE, **environment: str) -> Secret:
    """Run Python code as the program."""
    arguments = (sys.executable, "-I", "-S", "-c", code)
    return secret_of(arguments, ENVIRONMENT | environment, longest=longest)


def error_of(code: str, *, longest: float = PATIENCE) -> UsageError:
    with pytest.raises(UsageError) as caught:
        said_by(code, longest=longest)
    assert Code.BAD_SETTINGS is caught.value.code
    return caught.value


@pytest.mark.parametrize("end", ["", "\\n", "\\r\\n"])
def test_the_line_that_is_printed_is_the_secret(end: str) -> None:
    assert "s3cret" == said_by(f"print('s3cret', end='{end}')").reveal()


def test_no_shell_reads_the_arguments() -> None:
    assert "$(id);`id`" == secret_of(("printf", "%s", "$(id);`id`"), ENVIRONMENT).reveal()


def test_the_program_sees_the_environment_without_our_own_settings() -> None:
    code = "import os; print(','.join(sorted(n for n in os.environ if n[:3] != 'LC_')))"

    found = said_by(
        code, OP_SESSION="x", AEGIS_ISSUER="x", GEMINI_API_KEY="x", GOOGLE_API_KEY="x"
    ).reveal()

    assert {"HOME", "OP_SESSION", "PATH"} == set(found.split(","))


def test_the_program_cannot_read_what_is_meant_for_us() -> None:
    assert "0" == said_by("import sys; print(len(sys.stdin.read()))").reveal()


@for_each(
    "code",
    [
        "pass",
        "print()",
        "print('a\\nb')",
        "print('two words')",
        "print('\\x1b[2J')",
        "print('\\xe9t\\xe9')",
        "import sys; sys.stdout.buffer.write(b'\\xff\\xfe')",
    ],
)
def test_what_is_not_one_plain_line_is_refused_and_not_shown(code: str) -> None:
    failed = error_of(code)

    assert failed.message.endswith("did not print one line with a secret and nothing else.")
    assert failed.__context__ is None


def test_a_failure_shows_the_programs_standard_error_escaped_and_cut() -> None:
    failed = error_of(
        "import sys; sys.stderr.write('\\x1b[31mnot signed in\\n' + 'x' * 5000); sys.exit(3)"
    )

    assert "failed with 3: \\x1b[31mnot signed in xxx" in failed.message
    assert failed.message.isprintable()
    assert len(failed.message) < 600


def test_a_failure_does_not_show_what_was_printed_as_the_secret() -> None:
    failed = error_of("import sys; print('s3cret'); sys.stderr.write('bad: s3cret'); sys.exit(1)")

    assert "failed with 1: bad: [redacted]." in failed.message


def test_a_failure_without_standard_error_is_reported_too() -> None:
    assert "failed with 1: it said nothing." in error_of("raise SystemExit(1)").message


@pytest.mark.parametrize(
    "code",
    [
        "import time; time.sleep(60)",
        "import os, time; os.close(1); os.close(2); time.sleep(60)",
        "import os, time\nwhile True: os.write(2, b'x' * 1000), time.sleep(0.001)",
        "import subprocess; subprocess.Popen(['sleep', '20'])",
    ],
    ids=["sleeps", "closes and sleeps", "never stops talking", "leaves a child with the pipes"],
)
def test_a_program_that_does_not_end_is_ended(code: str) -> None:
    assert "did not end within 0.5 seconds" in error_of(code, longest=0.5).message


def test_a_flood_is_cut_off() -> None:
    failed = error_of("import os\nwhile True: os.write(1, b'x' * 1000)")

    assert "printed too much" in failed.message


def test_a_flood_on_standard_error_is_cut_and_does_no_harm() -> None:
    assert "s3cret" == said_by("import os; os.write(2, b'x' * 1_000_000); print('s3cret')").reveal()


@pytest.mark.parametrize("name", ["no-such-program", "/", "/etc/passwd"])
def test_what_cannot_be_run_is_named(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        secret_of((name,), ENVIRONMENT)

    assert f"The program {name!r} of vault_secret_command cannot be run: " in caught.value.message
    assert caught.value.__context__ is None


def test_no_process_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note = tmp_path / "pid"
    begun = (
        "import os, sys, time; note = open(sys.argv[1] + '.new', 'w'); note.write(str(os.getpid()))"
    )
    then = "note.close(); os.rename(note.name, sys.argv[1]); os.write(2, b'x'); time.sleep(60)"
    looks = count()  # the first is when it began, however late that is
    clock = SimpleNamespace(monotonic=lambda: NEVER if next(looks) and note.exists() else 0.0)
    monkeypatch.setattr(secret_command, "time", clock)

    with pytest.raises(UsageError, match="did not end within"):
        secret_of(
            (sys.executable, "-I", "-S", "-c", f"{begun}; {then}", str(note)),
            ENVIRONMENT,
            longest=PATIENCE,
        )

    with pytest.raises(ProcessLookupError):
        os.kill(int(note.read_text(encoding="utf-8")), 0)
