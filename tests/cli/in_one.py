"""Runs commands of `aegis` one after another in this process: JSON on each of two streams.

Standard input holds the list of commands, each a list of words; standard output gets a list with
exit code, output and errors of each. What a process of its own costs most is its beginning.
"""

import io
import json
import sys

from aegis_cli.__main__ import main as aegis


def main() -> None:
    """Run them."""
    real = sys.stdout
    commands = json.load(sys.stdin)
    json.dump([_run(words) for words in commands], real)


def _run(words: list[str]) -> tuple[int, str, str]:
    before = sys.argv, sys.stdout, sys.stderr
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    sys.argv, sys.stdout, sys.stderr = ["aegis", *words], out, err
    try:
        aegis()
    except SystemExit as ended:
        code = int(ended.code or 0)
    finally:
        sys.argv, sys.stdout, sys.stderr = before
    for stream in (out, err):
        stream.seek(0)
    return code, out.read(), err.read()
