"""A function is a verb or names what it returns: none is a bare participle such as `shown`."""

import ast
from collections.abc import Iterable

from tests.helpers.rows import for_each
from tests.helpers.sources import nodes, without

IRREGULAR = frozenset(
    "below beside bent bitten borne bought bound bred broken brought built caught chosen dealt done"
    " drawn eaten fallen fitting forgotten found frozen given gone gotten grown heard held hidden"
    " kept known laid led left lit looking looks lost made meant met paid proven ridden risen said"
    " seen sent shaken shown slept sold spoken stolen struck stuck sung swept sworn taken taught"
    " thought thrown told torn understood withdrawn within won worn wound woven written".split()
)
"""Participles that do not end in -ed, and the other words that say nothing of what a function does."""

VERBS = frozenset({"bleed", "breed", "embed", "feed", "need", "proceed", "seed", "shed", "speed"})
"""Verbs that end in -ed as they are."""


def is_bare_participle(name: str) -> bool:
    """Tell whether a whole name, but for its underscores, is one participle."""
    word = name.strip("_")
    return word in IRREGULAR or (word.endswith("ed") and "_" not in word and word not in VERBS)


def bare_participles(module: Iterable[ast.AST]) -> list[str]:
    """Return the functions and methods that are called so; a property names what something has."""
    return [
        node.name
        for node in module
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and is_bare_participle(node.name)
        and not any("property" in ast.unparse(each) for each in node.decorator_list)
    ]


def test_no_function_is_a_bare_participle() -> None:
    assert {} == {name: found for name in without() if (found := bare_participles(nodes(name)))}


@for_each("name", ["shown", "_told", "listed", "_asked", "kept", "within", "below"])
def test_a_bare_participle_is_found(name: str) -> None:
    source = f"class A:\n    async def {name}(self): ...\n\n\ndef {name}(): ...\n"

    assert [name, name] == bare_participles([*ast.walk(ast.parse(source))])


@for_each("name", ["show", "need", "_seed", "shown_kind", "is_kept", "red_of"])
def test_a_verb_and_a_name_of_several_words_are_none(name: str) -> None:
    source = f"def {name}(): ...\n\n\nclass A:\n    @property\n    def held(self): ...\n"

    assert [] == bare_participles([*ast.walk(ast.parse(source))])
