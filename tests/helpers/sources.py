"""The modules of aegis, for the tests that look through them."""

import ast
from functools import cache
from pathlib import Path

import aegis_cli

SOURCE = Path(aegis_cli.__file__).parent


def tree(name: str) -> ast.Module:
    """Return the syntax tree of a module, which is named by its path within the package."""
    return ast.parse((SOURCE / name).read_text(encoding="utf-8"))


def nodes(name: str) -> tuple[ast.AST, ...]:
    """Return every node of a module."""
    return tuple(ast.walk(tree(name)))


@cache
def modules() -> tuple[str, ...]:
    """Name every module by its path within the package."""
    return tuple(sorted(path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py")))


def without(*folders: str) -> tuple[str, ...]:
    """Name every module that is in none of some folders at the top of the package."""
    return tuple(name for name in modules() if name.partition("/")[0] not in folders)
