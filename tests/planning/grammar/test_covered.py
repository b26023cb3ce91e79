"""What `--yes` covers, of every sentence that the tests know: nothing more than it ever did."""

import json
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from aegis_cli.actions.catalog import load
from aegis_cli.planning.grammar.explicit_commands import explicit_commands_in
from aegis_cli.planning.plan import Context
from aegis_cli.planning.sentence.sentence import Sentence
from tests.actions.cases import CASES
from tests.helpers.golden import agreed

DATA = Path(__file__).parents[2] / "data"
GOLDEN = Path(__file__).parents[2] / "golden" / "covered_by_yes"
CORPORA = (
    "asked/plain_writes.jsonl",
    "asked/no_write.jsonl",
    "asked/no_write_languages.jsonl",
    "understood/open.jsonl",
    "understood/kept.jsonl",
)


def sentences() -> Iterator[tuple[str, str, str, Context]]:
    """Yield the file of each sentence, its name, the sentence, and what is known beside it."""
    for name, case in CASES.items():
        yield f"nouns/{name.rpartition('.')[0]}", name, case.said, Context(repo="acme/web")
    for corpus in CORPORA:
        for line in (DATA / corpus).read_text(encoding="utf-8").splitlines():
            said = json.loads(line)
            text, repo = said.get("text") or said["sentence"], said.get("repo", "acme/web")
            yield corpus.removesuffix(".jsonl"), said["id"], text, Context(repo=repo, stdin=True)


def covered() -> dict[str, str]:
    """Return a line for each sentence of which `--yes` covers something: its steps, as a digest.

    A new action has a line in the file of its noun, which two who add actions do not share.
    """
    lines: dict[str, str] = {}
    for file, name, text, context in sentences():
        steps = explicit_commands_in(Sentence(text), context, load).steps
        told = repr([(step.action.facts.action, {**step.values}) for step in steps])
        if steps:
            line = f"{name} {len(steps)} {sha256(told.encode()).hexdigest()[:12]}\n"
            lines[file] = lines.get(file, "") + line
    return lines


def test_yes_covers_what_it_covered() -> None:
    found = covered()

    assert {file: agreed(GOLDEN / f"{file}.txt", text) for file, text in found.items()} == found
    kept = {each.relative_to(GOLDEN).with_suffix("").as_posix() for each in GOLDEN.rglob("*.txt")}
    assert kept == found.keys()


def test_what_yes_covers_is_found_without_the_lenient_reader() -> None:
    program = (
        "import sys\n"
        "from aegis_cli.actions.catalog import load\n"
        "from aegis_cli.planning.grammar.explicit_commands import explicit_commands_in\n"
        "from aegis_cli.planning.plan import Context\n"
        "from aegis_cli.planning.sentence.sentence import Sentence\n"
        "for text in ('close #12', 'gimme the open bugs', 'squash merge 17'):\n"
        "    found = explicit_commands_in(Sentence(text), Context(repo='acme/web'), load)\n"
        "    print(len(found.steps), found.why_none())\n"
        "print([name for name in sys.modules if 'lenient' in name])\n"
    )

    told = subprocess.check_output([sys.executable, "-c", program], text=True).splitlines()

    assert ["1", "0", "0", "[]"] == [line.split(" ")[0] for line in told]
