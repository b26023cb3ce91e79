"""Requests and answers that others recorded of api.github.com, as their packages hold them."""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

HOST = "api.github.com"
_LINES = 10
"""The lines of an exchange in a file of PyGithub; an empty one follows."""
_OK = 200
_IDS = re.compile(rb'(?:\{"[a-z_]+": ?\d+, ?"[a-z_]+": ?)?\[\{"id": ?\d+\}')
_YEAR = re.compile(r"\b20[0-9]{2}\b")


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request that somebody sent, and its answer."""

    file: str
    method: str
    path: str
    """As it was sent: percent-encoded, without its query."""
    body: Any
    """The JSON that was sent; `None` where there was none."""
    status: int
    headers: Mapping[str, str]
    """Of the answer, with names in lower case."""
    answer: bytes

    @property
    def is_whole(self) -> bool:
        """Whether the answer is as it came, and not emptied, or shortened to ids, by hand."""
        is_emptied = self.answer == b"''" or (not self.answer and self.status == _OK)
        return not is_emptied and not _IDS.match(self.answer)

    @property
    def year(self) -> int:
        """When it was recorded; 0 where no header says it."""
        found = _YEAR.search(self.headers.get("date", ""))
        return int(found[0]) if found else 0


def of_pygithub(folder: Path) -> Iterator[Exchange]:
    """Yield those of PyGithub's tests; of a file, up to an answer that is no text."""
    for path in sorted(folder.glob("*.txt")):
        lines = path.read_text(encoding="utf-8").split("\n")
        for start in range(0, len(lines) - _LINES + 1, _LINES + 1):
            _, method, host, _, url, _, body, status, headers, answer = lines[start:][:_LINES]
            if not status.isdecimal():
                break
            if host == HOST:
                yield Exchange(
                    path.name,
                    method,
                    urlsplit(url).path,
                    _json(body),
                    int(status),
                    {name.lower(): value for name, value in ast.literal_eval(headers)},
                    answer.encode(),
                )


def of_octokit(folder: Path) -> Iterator[Exchange]:
    """Yield those of Octokit's fixtures."""
    for path in sorted(folder.glob("*/normalized-fixture.json")):
        for each in json.loads(path.read_bytes()):
            if HOST in each["scope"] and not each.get("responseIsBinary"):
                answer = each["response"]
                yield Exchange(
                    path.parent.name,
                    each["method"].upper(),
                    urlsplit(each["path"]).path,
                    each["body"] or None,
                    each["status"],
                    {name.lower(): str(value) for name, value in each["headers"].items()},
                    answer.encode() if isinstance(answer, str) else json.dumps(answer).encode(),
                )


def _json(text: str) -> Any:
    """Return what was sent as JSON; `None` for nothing, and for what was a form or a file."""
    try:
        return json.loads(text)
    except ValueError:
        return None
