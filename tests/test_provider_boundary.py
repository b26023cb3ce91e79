"""Everything GitHub is in `providers/github/`; the rest of the package reaches it by an action.

`STILL` lists who names GitHub nevertheless, how often and why. It only shrinks: a new mention fails
here, and so does an entry that says more than there is.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "aegis_cli"

EXEMPT = ("providers/github/", "sandbox/", "actions/index.py")
"""GitHub itself; the look-alike of it; and what is generated from the catalogue's classes."""

STILL: dict[str, tuple[int, str]] = {
    "actions/kinds.py": (
        1,
        "the message of GitHub's own limit on characters; limits go to the operation's row",
    ),
    "adapters/executor/child.py": (2, "the inspection, and the key of the channel"),
    "adapters/executor/embedded.py": (1, "the type of what the inspection found"),
    "adapters/executor/plan_token.py": (3, "the narrowing"),
    "adapters/executor/protocol.py": (
        2,
        "the type of what the inspection found, and the key of the channel",
    ),
    "adapters/executor/remote.py": (1, "compares a broker's result as GitHub's client does"),
    "adapters/git.py": (
        4,
        "the rules of `gh` for git remotes, and the hosts of GitHub's repositories",
    ),
    "adapters/terminal/interactive.py": (
        1,
        "the question before an account is connected knows no action",
    ),
    "broker/http/routes.py": (2, "a key of the broker's public metadata"),
    "broker/workers/serving.py": (1, "the base in the metadata"),
    "cli/broker.py": (3, "the settings of the App and of the base"),
    "cli/connect.py": (6, "examples of the help, and how to set a GitHub App up"),
    "cli/connected.py": (2, "the one provider whose account is connected"),
    "cli/disconnect.py": (2, "examples of the help, and where a person revokes what they allowed"),
    "cli/doctor_checks.py": (12, "checks the token and the account of the one provider"),
    "cli/main.py": (3, "`aegis --help`, which imports nothing"),
    "cli/options.py": (1, "`--help`, of the sandbox's services"),
    "cli/sandbox.py": (5, "an option of the sandbox, which plays GitHub"),
    "cli/whoami.py": (21, "tells of the account at the one provider"),
    "doctor/residue/places.py": (6, "kinds of secrets of the sandbox, which plays GitHub"),
    "doctor/residue/residue_checks.py": (3, "kinds of secrets of the sandbox, which plays GitHub"),
    "errors.py": (12, "a public code, and the sentences of docs/exit-codes.md"),
    "oauth/exchange.py": (4, "the vault's errors; oauth/ knows no action"),
    "oauth/protected_resource.py": (3, "a key of the broker's public metadata"),
    "planning/gemini/prompt.py": (2, "what the model is told; every change is measured first"),
    "planning/grammar/forms.py": (1, "a word of people's sentences"),
    "planning/plan.py": (2, "the default host of URLs in a sentence"),
    "planning/sentence/sentence.py": (2, "the default host of URLs in a sentence"),
    "planning/sentence/tokens.py": (4, "the default host of URLs in a sentence"),
    "request/attempt.py": (1, "an error of an interrupted plan"),
    "request/execution.py": (4, "the client"),
    "request/preflight.py": (2, "who `@me` is"),
    "settings/known.py": (12, "names of settings, which people write"),
    "settings/settings.py": (11, "names of settings, which people write"),
    "setup/compare.py": (1, "what a person does by hand at GitHub; setup/ knows no provider"),
    "setup/desired.py": (
        4,
        "the descriptions of scopes, and the default connection; setup/ knows no provider",
    ),
    "setup/report.py": (2, "what a person does by hand at GitHub; setup/ knows no provider"),
    "wiring/environment.py": (5, "the base, and the host of URLs"),
    "wiring/executors.py": (3, "the base, and the credentials of the App"),
    "wiring/identities.py": (7, "the account at the one provider"),
    "wiring/requests.py": (2, "the base, and the host of URLs"),
}


def mentions(code: str) -> Iterator[str]:
    """Yield each identifier, module name and string that names GitHub; docstrings are none."""
    tree = ast.parse(code)
    docstrings = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
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


def found() -> dict[str, list[str]]:
    paths = {path.relative_to(SOURCE).as_posix(): path for path in SOURCE.rglob("*.py")}
    named = {
        name: list(mentions(path.read_text(encoding="utf-8")))
        for name, path in sorted(paths.items())
        if not name.startswith(EXEMPT)
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


@pytest.mark.parametrize(
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
    assert count == len(list(mentions(code)))
