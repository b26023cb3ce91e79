"""The table of the README: what there is to act on, area by area, from the classes' own folders."""

import importlib
from collections.abc import Iterable
from itertools import groupby

BEGIN, END = "<!-- from the folders of the actions -->", "<!-- until here -->"


def with_areas(page: str, nouns: Iterable[tuple[str, str]]) -> str:
    """Return a page with the table between its two marks; `nouns` are packages and their nouns."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    areas = groupby(sorted(nouns), key=lambda each: each[0])
    rows = [f"| {_title(package)} | {_links(noun for _, noun in its)} |" for package, its in areas]
    table = "\n".join(["| area | what there are actions for |", "|---|---|", *rows])
    return f"{before}{BEGIN}\n\n{table}\n\n{END}{after}"


def _title(package: str) -> str:
    """Return the first line of a package's docstring, without its full stop."""
    said = str(importlib.import_module(package).__doc__)
    return said.splitlines()[0].removesuffix(".")


def _links(nouns: Iterable[str]) -> str:
    return ", ".join(f"[{noun}](docs/actions/{noun}.md)" for noun in nouns)
