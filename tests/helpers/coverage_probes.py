"""Modules with SlipCover's probes in them, kept from one run of the tests to the next.

To put the probes in takes longer than to import the module. What is kept has marks in their
place, since a probe belongs to one process.
"""

import ast
import hashlib
import marshal
import os
import sys
import tempfile
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, NamedTuple
from unittest.mock import patch

import slipcover  # type: ignore[import-untyped]
from slipcover import branch, importer
from slipcover import slipcover as instrumenting

_SIGNAL = "where the function of all probes goes"
_PROBE = "where a probe goes"
_HAS_PROBES = sys.version_info < (3, 12)
"""Whether code gets probes; later Pythons tell of each line by themselves."""


class Probed(NamedTuple):
    """A module with marks for its probes."""

    code: CodeType
    lines: set[int]
    branches: set[tuple[int, int]]
    """Where each begins and ends; 0 is the end of a function."""


def probed(source: Path, folder: Path) -> Probed:
    """Return a module as it is kept in a folder; make it if it is not, or has changed since."""
    text = source.read_bytes()
    made_of = f"{source} {sys.version} {slipcover.__version__} ".encode()
    stamp = hashlib.sha256(made_of + text).digest()
    kept = folder / f"{'.'.join(source.parts[1:])}.probed"
    data = kept.read_bytes() if kept.exists() else b""
    if data.startswith(stamp):
        return Probed(*marshal.loads(data[len(stamp) :]))  # noqa: S302  # ours, as a .pyc file is
    made = _made(text, str(source))
    _keep(stamp + marshal.dumps(tuple(made)), kept)
    return made


def _keep(data: bytes, kept: Path) -> None:
    kept.parent.mkdir(exist_ok=True)
    handle, name = tempfile.mkstemp(dir=kept.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    Path(name).rename(kept)  # several processes may make it at once


def _made(text: bytes, name: str) -> Probed:
    code = compile(branch.preinstrument(ast.parse(text)), name, "exec")
    lines = {*slipcover.Slipcover.lines_from_code(code)}
    branches = {*slipcover.Slipcover.branches_from_code(code)}
    if _HAS_PROBES:
        with patch.object(instrumenting, "probe", _Marks):
            code = slipcover.Slipcover(branch=True).instrument(code, parent=code)
    return Probed(code, lines, branches)


class _Marks:
    """What SlipCover puts into code that is kept, instead of `slipcover.probe`."""

    signal = _SIGNAL

    @staticmethod
    def new(_watching: Any, _name: str, at: "int | tuple[int, int]", _most: int) -> tuple[str, Any]:
        """Mark the place of a probe, and the line or branch that it is for."""
        return _PROBE, at


def with_probes(code: CodeType, watching: Any) -> CodeType:
    """Put probes in the place of the marks."""
    if not _HAS_PROBES:
        watching.instrument(code, parent=code)
        return code
    from slipcover import probe  # noqa: PLC0415  # later Pythons have none

    def real(const: Any) -> Any:
        if isinstance(const, CodeType):
            return const.replace(co_consts=tuple(map(real, const.co_consts)))
        if isinstance(const, tuple) and const[:1] == (_PROBE,):
            return probe.new(watching, code.co_filename, const[1], watching.d_miss_threshold)
        return probe.signal if const == _SIGNAL else const

    return real(code)  # type: ignore[no-any-return]


class _Loader(importer.SlipcoverLoader):  # type: ignore[misc]
    """Runs a module as it is kept."""

    folder: Path

    def exec_module(self, module: ModuleType) -> None:
        """Run it with probes."""
        exec(with_probes(probed(self.origin, self.folder).code, self.sci), module.__dict__)  # noqa: S102


def watch(watching: Any, sources: list[str], folder: Path) -> None:
    """Have the modules of these folders watched that are imported from now on."""
    _Loader.folder = folder
    importer.SlipcoverLoader = _Loader
    importer.ImportManager(watching, importer.FileMatcher(sources=sources)).__enter__()
