"""A copy of aegis with a catalogue of any size: its own actions, again and again."""

import compileall
import shutil
import sys
from collections.abc import Iterable
from itertools import count, islice
from pathlib import Path

import aegis_cli
from aegis_cli.actions.catalog import ENTRIES


def copy_with(actions: int, folder: Path) -> list[str]:
    """Copy aegis into a folder, with so many actions in its index; return the command to run it.

    The actions of today keep their names; the others have a number behind the noun. What is the
    same in both is a link.
    """
    package = folder / "aegis_cli"
    package.mkdir(parents=True)
    for path in Path(aegis_cli.__file__).parent.iterdir():
        if path.name == "providers":
            shutil.copytree(path, package / path.name)
        else:
            (package / path.name).symlink_to(path)
    chosen = [*islice(((name, again) for again in count() for name in ENTRIES), actions)]
    for name in ("index", "field_index"):
        _fill(package / "providers" / "github" / name, chosen)
    compileall.compile_dir(package / "providers", quiet=1)
    start = f"import sys; sys.path.insert(0, {str(folder)!r})"
    return [sys.executable, "-c", f"{start}; from aegis_cli.__main__ import main; main()"]


def _fill(folder: Path, chosen: Iterable[tuple[str, int]]) -> None:
    """Write the rows of the chosen actions into the files of their nouns."""
    texts = [file.read_text(encoding="utf-8") for file in folder.iterdir()]
    rows = [row.partition("\t") for text in texts for row in text.splitlines()]
    files: dict[Path, list[str]] = {}
    for name, again in chosen:
        noun, _, verb = name.partition(".")
        noun = f"{noun}{again or ''}"
        lines = files.setdefault(folder / f"{noun}.tsv", [])
        lines += [f"{noun}.{verb}\t{rest}\n" for of, _, rest in rows if of == name]
    for file, lines in files.items():
        file.write_text("".join(lines), encoding="utf-8")
