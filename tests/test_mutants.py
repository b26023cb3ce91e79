"""What `make mutants` changes, and what it runs, is there: a module that moved would be skipped."""

import tomllib
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_module_and_test_of_the_mutants_is_there() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    mutmut = settings["tool"]["mutmut"]
    named = chain(mutmut["only_mutate"], mutmut["pytest_add_cli_args_test_selection"])

    assert not [path for path in named if not (ROOT / path).is_file()]
