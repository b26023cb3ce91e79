"""The nine labels that GitHub gives every new repository."""

from collections.abc import Iterator

from aegis_cli.sandbox.github.world import Label

_DEFAULT = (
    ("bug", "d73a4a", "Something isn't working"),
    ("documentation", "0075ca", "Improvements or additions to documentation"),
    ("duplicate", "cfd3d7", "This issue or pull request already exists"),
    ("enhancement", "a2eeef", "New feature or request"),
    ("good first issue", "7057ff", "Good for newcomers"),
    ("help wanted", "008672", "Extra attention is needed"),
    ("invalid", "e4e669", "This doesn't seem right"),
    ("question", "d876e3", "Further information is requested"),
    ("wontfix", "ffffff", "This will not be worked on"),
)


def default_labels(ids: Iterator[int]) -> dict[str, Label]:
    """Build the labels of one repository, by case-folded name."""
    return {
        name: Label(next(ids), name, color, description, default=True)
        for name, color, description in _DEFAULT
    }
