"""The executor's child as it is where the tests' own provider is known."""

from aegis_cli.executor import child
from aegis_cli.providers import PACKAGES


def main() -> None:
    """Run the child, which knows the board."""
    PACKAGES["board"] = "tests.other_providers.board"
    child.main()
