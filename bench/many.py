"""A copy of aegis with a catalogue of any size: its own actions, again and again."""

import compileall
import shutil
import sys
from itertools import count, islice
from pathlib import Path

import aegis_cli
from aegis_cli.actions.field_index import FIELDS
from aegis_cli.actions.index import ROWS


def copy_with(actions: int, folder: Path) -> list[str]:
    """Copy aegis into a folder, with so many actions in its index; return the command to run it.

    The actions of today keep their names; the others have a number behind the noun.
    """
    package = folder / "aegis_cli"
    shutil.copytree(Path(aegis_cli.__file__).parent, package)
    renamed = ((_name(row[0], again), row) for again in count() for row in ROWS)
    chosen = sorted(islice(renamed, actions))
    rows = tuple((name, *row[1:]) for name, row in chosen)
    fields = {name: FIELDS[row[0]] for name, row in chosen}
    (package / "actions" / "index.py").write_text(f"ROWS = {rows!r}\n", encoding="utf-8")
    (package / "actions" / "field_index.py").write_text(f"FIELDS = {fields!r}\n", encoding="utf-8")
    compileall.compile_dir(package, quiet=1)
    start = f"import sys; sys.path.insert(0, {str(folder)!r})"
    return [sys.executable, "-c", f"{start}; from aegis_cli.__main__ import main; main()"]


def _name(name: str, again: int) -> str:
    return name.replace(".", f"{again}.", 1) if again else name
