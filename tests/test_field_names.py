"""Nothing outside the providers compares a field's name with a string: it asks the field's kind."""

import ast
from collections.abc import Iterable, Iterator

from aegis_cli.actions.catalog import load_all
from tests.helpers.sources import nodes, without

NAMES = frozenset(name for action in load_all() for name in action.model_fields)

ALLOWED = {
    "actions/action.py": ("limit",),
    "actions/rules.py": ("limit",),
    "adapters/git.py": ("base",),
    "broker/whitelist.py": ("role",),
    "mcp/documents.py": ("public",),
    "planning/wire.py": ("value",),
    "request/near_names.py": ("limit",),
}
"""What is left, by module; it grows by a word of aegis's own alone, with what that is.

- `limit` is no parameter of a provider but aegis's own: how many items of a list are read.
- `base` is what gh calls the remote that it takes for the repository.
- `role` is a claim of a broker's callers, and `public` a mark of what a program may pass on.
- `value` is what a model gives an argument; at GitHub, a variable has one.
"""


def _names(node: ast.AST) -> Iterator[str]:
    """Yield the names that a node compares with, looks up as an attribute, or searches for."""
    if isinstance(node, ast.Compare):
        parts = [node.left, *node.comparators]
    elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "getattr":
        parts = node.args[1:2]
    elif isinstance(node, ast.MatchValue):
        parts = [node.value]
    else:
        return
    inside = (leaf for part in parts for leaf in _leaves(part))
    yield from (leaf for leaf in inside if leaf in NAMES)


def _leaves(node: ast.AST) -> Iterator[str]:
    """Yield a text, or those of a set, a list or a tuple."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    if isinstance(node, ast.Set | ast.Tuple | ast.List):
        for item in node.elts:
            yield from _leaves(item)


def found(nodes: Iterable[ast.AST]) -> tuple[str, ...]:
    return tuple(name for node in nodes for name in _names(node))


def written(source: str) -> tuple[str, ...]:
    return found(ast.walk(ast.parse(source)))


def test_only_providers_know_the_names_of_fields() -> None:
    places = {
        name: names for name in without("providers", "sandbox") if (names := found(nodes(name)))
    }

    assert places == ALLOWED


def test_a_comparison_with_a_name_is_found_however_it_is_written() -> None:
    assert written('x == "repo"; "labels" in fields; getattr(x, "title"); y in {"body", "z"}') == (
        *("repo", "labels", "title"),
        "body",
    )
    assert written('match x:\n    case "name": pass') == ("name",)
    assert written('say("repo"); x == "unknown"; other(x, "title")') == ()
