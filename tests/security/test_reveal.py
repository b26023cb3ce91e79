"""A secret leaves its `Secret` in few modules only, and nothing prints, logs or formats one."""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from tests.helpers.rows import for_each
from tests.helpers.sources import SOURCE, nodes, without

# Without the class itself, and the sandbox: it holds no `Secret`, but is other people's services.
OURS = [name for name in without("sandbox") if name != "core/secret.py"]

REVEALERS = {
    "session/ports/agent_sign_in.py",  # from an agent to the fork of one request
    "adapters/auth0/client_assertion.py",
    "broker/http/access_token.py",
    "adapters/sender.py",
    "adapters/sealing.py",  # a secret's value, into its box
    "adapters/value_line.py",  # a secret's value, to the child
    "core/value_commitment.py",  # of it: its length and an HMAC
    "cli/tenant.py",  # prints a new client's secret, once, to the person who creates it
    "adapters/gemini/planner.py",
    "adapters/auth0/identity.py",
    "executor/protocol.py",
    "executor/token_holder.py",
    "executor/conversion.py",  # the code of a new App, to the child
    "executor/conversion_child.py",  # the App's client secret, back from it
    "broker/gemini/upstream.py",
    "core/given_address.py",  # where a file is, to check it before it is asked for
    "core/needles.py",  # what a search looks for; nothing of it is shown
    "core/echoes.py",  # takes secrets out of what servers say
}

LOGGERS = {"adapters/process/hardening.py"}
"""Modules that may know `logging`: the one that silences the loggers of libraries."""

FORMATTING = {"str", "repr", "format", "print", "ascii", "bytes", "vars"}
SENDING = {"adapters/sender.py": ["f-string"]}
"""The one place where a revealed secret becomes part of a text: the header `authorization`."""


def reveals(nodes: Iterable[ast.AST]) -> Iterator[ast.Attribute]:
    """Find each place where `reveal` is touched, called or not."""
    for node in nodes:
        if isinstance(node, ast.Attribute) and node.attr == "reveal":
            yield node


class Seen(NamedTuple):
    """What is looked for in every module."""

    reveals: bool
    imported: frozenset[str]
    """The packages that it imports."""
    prints: tuple[int, ...]
    """The lines in which it prints."""


@cache
def seen(name: str) -> Seen:
    """Look through a module once for all that is looked for."""
    inside = nodes(name)
    calls = [node for node in inside if isinstance(node, ast.Call)]
    prints = (node.lineno for node in calls if _name(node.func) in {"print", "pprint"})
    return Seen(any(reveals(inside)), imported(inside), tuple(prints))


def test_reveal_is_called_in_a_closed_list_of_modules() -> None:
    found = {name for name in OURS if seen(name).reveals}

    assert REVEALERS == found


def test_reveal_is_called_on_the_spot_and_never_handed_on() -> None:
    for name in REVEALERS:
        inside = nodes(name)
        called = [n.func for n in inside if isinstance(n, ast.Call)]
        assert [] == [node.lineno for node in reveals(inside) if node not in called], name


def test_no_module_reaches_into_a_secret_by_another_way() -> None:
    ways = ("_Secret__value", "_Secret", '"reveal"', "'reveal'")
    found = {
        (name, way)
        for name in OURS
        for way in ways
        if way in (SOURCE / name).read_text(encoding="utf-8")
    }

    assert set() == found


def formatted(nodes: Iterable[ast.AST]) -> list[str]:
    """Name each way in which a revealed secret is made a part of a text."""
    found = []
    for node in nodes:
        inner = [child for child in ast.walk(node) if child is not node]
        if not any(isinstance(child, ast.Attribute) and child.attr == "reveal" for child in inner):
            continue
        if isinstance(node, ast.JoinedStr):
            found.append("f-string")
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod | ast.Add):
            found.append("operator")
        if isinstance(node, ast.Call) and _name(node.func) in FORMATTING | {"join", "write"}:
            found.append(_name(node.func))
    return found


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def test_a_revealed_secret_becomes_part_of_a_text_in_one_place() -> None:
    found = {name: formatted(nodes(name)) for name in REVEALERS if formatted(nodes(name))}

    assert SENDING == found


@for_each(
    "code",
    [
        'f"token={secret.reveal()}"',
        '"token=%s" % secret.reveal()',
        '"token=" + secret.reveal()',
        "print(secret.reveal())",
        '"{}".format(secret.reveal())',
        "str(secret.reveal())",
        '"".join([secret.reveal()])',
        "stream.write(secret.reveal())",
    ],
)
def test_the_search_for_formatted_secrets_is_not_blind(code: str) -> None:
    assert formatted(ast.walk(ast.parse(code)))


def test_no_module_of_ours_logs() -> None:
    found = {name for name in OURS if "logging" in seen(name).imported}

    assert LOGGERS == found


def test_no_module_prints() -> None:
    """What is written goes through the adapters, which make it visible first."""
    found = {(name, line) for name in OURS for line in seen(name).prints}

    assert set() == found


def test_no_module_serialises_with_pickle_or_its_like() -> None:
    banned = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "multiprocessing"}
    found = {(name, each) for name in OURS for each in seen(name).imported & banned}

    assert set() == found


def imported(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """Return the top-level packages that a module imports."""
    names = set[str]()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return frozenset(names)
