"""`tests.helpers.parent` in a fork, whose executor forks its own children; so they have it as their parent."""

from aegis_cli.executor import embedded
from tests.helpers import forked, parent


def main() -> None:
    """Obey until the input ends."""
    embedded.start = forked.start_here  # type: ignore[attr-defined]
    parent.main()
