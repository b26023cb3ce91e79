"""Everything GitHub is in `providers/github/`; the rest of the package reaches it by an action.

`STILL` lists who names GitHub nevertheless, how often and why. It only shrinks: a new mention fails
here, and so does an entry that says more than there is.
"""

import ast
import importlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from aegis_cli.providers import PACKAGES
from tests.helpers.rows import for_each
from tests.helpers.sources import SOURCE, modules, nodes

EXEMPT = ("providers/github/", "sandbox/")
"""GitHub itself, and the look-alike of it."""

STILL: dict[str, tuple[int, str]] = {
    "actions/provider/names.py": (1, "the provider whose names stand without its own"),
    "providers/__init__.py": (2, "the table of all providers"),
    "adapters/git.py": (3, "`gh`'s order of remotes, and that ssh.github.com is github.com"),
    "broker/routes.py": (1, "a key of the broker's public metadata"),
    "cli/doctor_checks.py": (
        2,
        "the rate limit and the kind of token of GitHub are checks of their own",
    ),
    "cli/command_table.py": (2, "the top of `aegis --help`, written without an import"),
    "cli/main.py": (2, "as above"),
    "cli/sandbox.py": (5, "an option of the sandbox, which plays GitHub"),
    "doctor/residue/residue_checks.py": (1, "kinds of secrets of the sandbox, which plays GitHub"),
    "cli/examples/doctor.txt": (1, "what a person reads of the command, as an example"),
    "cli/session_fork.py": (1, "a module that each fork of a session would load anew"),
    "core/header_names.py": (10, "names of headers, of which no value is written"),
    "doctor/live/agenda.py": (2, "a service of which claims are"),
    "doctor/live/claims.py": (2, "as above"),
    "doctor/live/claims.toml": (170, "the claims themselves: sentences of the documents"),
    "doctor/live/service_trials.py": (1, "what a token of an App begins with"),
    "cli/setup.py": (1, "what a person reads of the option, whose client gets GitHub's tokens"),
    "errors.py": (4, "a public code, and the sentences of docs/exit-codes.md"),
    "mcp/opening.py": (1, "what the model of a client reads, as a constant of a release"),
    "mcp/tools.py": (1, "as above"),
    "session/control.py": (1, "what a panic cannot take back, in words"),
    "session/holding.py": (1, "a variable in which people keep a token of GitHub"),
    "setup/user_permissions.py": (
        2,
        "an example of a person's id, as Auth0 writes it, and its hint",
    ),
    "oauth/protected_resource.py": (1, "a key of the broker's public metadata"),
    "planning/withheld/shape.py": (1, "how tokens begin, GitHub's among them, whoever says one"),
    "providers/default.py": (2, "the one provider that there is"),
    "settings/known.py": (6, "names of settings and variables, which people write"),
    "setup/desired.py": (1, "the command that makes the usual connection; as setup/compare.py"),
    "setup/compare.py": (
        1,
        "what a person does by hand at GitHub; setup/ stands beside the providers",
    ),
    "setup/report.py": (1, "what a stolen secret of the tenant would give"),
    "setup/steps.txt": (
        3,
        "what a person does by hand at GitHub; setup/ stands beside the providers",
    ),
    "setup/tenant.toml": (
        3,
        "descriptions of scopes in the tenant; setup/ stands beside the providers",
    ),
}


NAMES_NO_ACTION: dict[str, str] = {
    "executor/conversion_child.py": "converts the code of the App that is made there",
    "cli/app_making.py": "has the App made",
    "cli/app_setup.py": "has the App made and connected",
    "cli/connect.py": "connects the account",
    "cli/connected.py": "names the account",
    "cli/disconnect.py": "disconnects the account",
    "cli/doctor_checks.py": "checks the account and its token",
    "cli/setup.py": "names the command for its App",
    "cli/setup_walk.py": "has the App made and the account connected",
    "cli/tenant.py": "names the command for its App",
    "cli/whoami.py": "its option for the usual account",
    "doctor/live/service_trials.py": "tries the account, its App and its token",
    "settings/known.py": "its base and its connection are defaults",
    "settings/settings.py": "names its host if it is not the default",
    "wiring/environment.py": "the host of git remotes, before there is a plan",
    "wiring/sign_ins.py": "offers to connect the account where an error names no provider",
    "wiring/identities.py": "who the person is at the account",
}
"""Who takes the provider of a command that names no action, and why no action could say it."""


def mentions(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Yield each identifier, module name and string that names GitHub; docstrings are none."""
    nodes = [*nodes]
    docstrings = {
        node.value
        for node in nodes
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in nodes:
        if node not in docstrings:
            yield from (text for text in _texts(node) if "github" in text.casefold())


def _texts(node: ast.AST) -> Iterator[str]:
    """Yield what a node itself says: its names, and the value of a constant."""
    for _, value in ast.iter_fields(node):
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, bytes):
                yield part.decode(errors="replace")
            elif isinstance(part, str):
                yield part


def lines(text: str) -> Iterator[str]:
    """Yield each line of a file of data that names GitHub."""
    return (line for line in text.splitlines() if "github" in line.casefold())


@cache
def found() -> dict[str, list[str]]:
    data = {
        path.relative_to(SOURCE).as_posix(): path
        for path in SOURCE.rglob("*")
        if path.suffix not in {"", ".py", ".pyc"} and path.is_file()
    }
    named = {
        **{name: [*mentions(nodes(name))] for name in modules() if not name.startswith(EXEMPT)},
        **{
            name: [*lines(path.read_text(encoding="utf-8"))]
            for name, path in data.items()
            if not name.startswith(EXEMPT)
        },
    }
    return {name: texts for name, texts in named.items() if texts}


def test_nobody_else_begins_to_name_github() -> None:
    new = {
        name: texts for name, texts in found().items() if len(texts) > STILL.get(name, (0, ""))[0]
    }

    assert {} == new, "reach it by `action.provider`"


def test_the_list_says_no_more_than_there_is() -> None:
    mentioned = {name: len(texts) for name, texts in found().items()}
    outlived = {name: n for name, (n, _) in STILL.items() if mentioned.get(name, 0) < n}

    assert {} == outlived, "write the smaller number, or take the entry out"


def test_each_entry_gives_its_reason() -> None:
    assert all(reason and count > 0 for count, reason in STILL.values())


def test_only_what_names_no_action_takes_the_default_provider() -> None:
    takers = {
        name
        for name in modules()
        if "aegis_cli.providers.default" in (SOURCE / name).read_text(encoding="utf-8")
    }

    assert set(NAMES_NO_ACTION) == takers


@for_each(
    ("code", "count"),
    [
        ("from aegis_cli.providers.github.client import perform", 1),
        ("import a.github.b as github", 2),
        ("github_api = settings.github_api", 2),
        ("def github(github_app): ...", 2),
        ("call(github=1)", 1),
        ("f'at GitHub: {login}'", 1),
        ("x = b'GitHub'", 1),
        ("github", 1),
        ("x: 'GitHub'", 1),
        ("match x:\n    case {'a': github}: ...", 1),
        ('"""GitHub."""', 0),
        ('class A:\n    """GitHub."""\n    x: int\n    """GitHub."""', 0),
        ("x = 1  # GitHub", 0),
        ("action.provider.title", 0),
    ],
)
def test_a_mention_is_a_name_a_module_or_a_string(code: str, count: int) -> None:
    assert count == len(list(mentions(ast.walk(ast.parse(code)))))


def imports(file: Path) -> Iterator[str]:
    """Yield the names of the modules that a file imports."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from (each.name for each in names)
            case ast.ImportFrom(module=str(module)):
                yield module


@pytest.mark.parametrize("provider", PACKAGES)
def test_no_provider_imports_another_and_nothing_below_it_is_one(provider: str) -> None:
    others = tuple(package for name, package in PACKAGES.items() if name != provider)
    folder = Path(str(importlib.import_module(PACKAGES[provider]).__file__)).parent

    names = {name for file in folder.rglob("*.py") for name in imports(file)}

    assert {f"{PACKAGES[provider]}.provider"} <= names
    assert not {name for name in names if name.startswith(others)}
