"""What is written below the fields of a class, from the text of its module, which is read once.

pydantic reads it too, but for each class anew and with a tokenizer in Python: that is a third of
what it takes to load an action.
"""

import ast
import inspect
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise

_Docs = Mapping[str, str]


def docstrings_of(cls: type) -> _Docs:
    """Return the docstring of each field that a class itself declares, where there is one."""
    own = {*inspect.get_annotations(cls)}
    written = _written_in(cls.__module__).get(cls.__qualname__, ())
    # Of two classes with one name, it is the one that has these fields.
    return next((docs for fields, docs in written if fields == own), {})


@cache
def _written_in(module: str) -> Mapping[str, list[tuple[set[str], _Docs]]]:
    """Return the fields and the docstrings of each class of a module, by its qualified name."""
    try:
        text = inspect.getsource(sys.modules[module])
    except (KeyError, OSError, TypeError):
        return {}  # of a module without a text
    found: dict[str, list[tuple[set[str], _Docs]]] = {}
    for name, body in _classes(ast.parse(text)):
        found.setdefault(name, []).append((_fields(body), _docs(body)))
    return found


def _classes(part: ast.AST, within: str = "") -> Iterator[tuple[str, list[ast.stmt]]]:
    """Yield the qualified name and the body of each class."""
    for each in ast.iter_child_nodes(part):
        match each:
            case ast.ClassDef(name=name, body=body):
                yield f"{within}{name}", body
                yield from _classes(each, f"{within}{name}.")
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield from _classes(each, f"{within}{name}.<locals>.")
            case ast.If() | ast.With() | ast.Try():
                yield from _classes(each, within)
            case _:
                pass


def _fields(body: list[ast.stmt]) -> set[str]:
    return {
        each.target.id
        for each in body
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
    }


def _docs(body: list[ast.stmt]) -> _Docs:
    docs = {}
    for field, below in pairwise(body):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(
                value=ast.Constant(value=str(text))
            ):
                docs[name] = inspect.cleandoc(text)
            case _:
                pass
    return docs
