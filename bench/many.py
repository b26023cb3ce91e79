"""A copy of aegis with a catalogue of any size: its own actions, again and again."""

import compileall
import shutil
import sys
from collections.abc import Iterable
from itertools import count, islice
from pathlib import Path

import aegis_cli


def copy_with(actions: int, folder: Path) -> list[str]:
    """Copy aegis into a folder, with so many actions in its index; return the command to run it.

    The actions of today keep their names; the others have a number behind the noun. What is the
    same in both is a link.
    """
    package = folder / "aegis_cli"
    package.mkdir(parents=True)
    for path in Path(aegis_cli.__file__).parent.iterdir():
        if path.name == "actions":
            shutil.copytree(path, package / path.name)
        else:
            (package / path.name).symlink_to(path)
    rows, fields = (package / "actions" / name for name in ("index.tsv", "field_index.tsv"))
    ours = [row.partition("\t") for row in rows.read_text(encoding="utf-8").splitlines()]
    renamed = ((name, again, rest) for again in count() for name, _, rest in ours)
    chosen = sorted(islice(renamed, actions))
    _write(rows, ((_name(name, again), rest) for name, again, rest in chosen))
    theirs = [row.partition("\t") for row in fields.read_text(encoding="utf-8").splitlines()]
    of_each = ((_name(n, again), rest) for n, again, _ in chosen for m, _, rest in theirs if m == n)
    _write(fields, of_each)
    compileall.compile_dir(package / "actions", quiet=1)
    start = f"import sys; sys.path.insert(0, {str(folder)!r})"
    return [sys.executable, "-c", f"{start}; from aegis_cli.__main__ import main; main()"]


def _write(file: Path, rows: Iterable[tuple[str, str]]) -> None:
    text = "".join(f"{name}\t{rest}\n" for name, rest in sorted(rows))
    file.write_text(text, encoding="utf-8")


def _name(name: str, again: int) -> str:
    return name.replace(".", f"{again}.", 1) if again else name
