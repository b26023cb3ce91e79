"""What each refusal of a service means for the person, as rows of a data file say."""

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from aegis_cli.core.http import Response
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code, error_for
from aegis_cli.oauth.answers import NO_REASON, error_and_description


def refusal(service: str, *keys: str, **values: str) -> AegisError:
    """Return the error that the rows beside this file have for a service."""
    return of_rows(rows_of_services()[service], *keys, **values)


def of_rows(rows: Sequence[Mapping[str, Any]], *keys: str, **values: object) -> AegisError:
    """Return the error of the first key that a row has, or of any other key: that of the last row.

    `values` fill the message and the hint of the row.
    """
    row = row_of(rows, *keys)
    hint = row["hint"].format_map(values) if "hint" in row else None
    return error_for(Code.from_value(row["code"]), row["says"].format_map(values), hint=hint)


def row_of(rows: Sequence[Mapping[str, Any]], *keys: str) -> Mapping[str, Any]:
    """Return the row of the first key that one has, or the last row."""
    return next((row for key in keys for row in rows if key in _keys_of(row)), rows[-1])


def _keys_of(row: Mapping[str, Any]) -> tuple[str, ...]:
    return (*row.get("for", ()), *row.get("said", ()))


def keys_said(service: str, description: str) -> tuple[str, ...]:
    """Return the keys that a description holds: sometimes it tells more than the `error`."""
    words = description.lower()
    rows = rows_of_services()[service]
    return tuple(each for row in rows for each in row.get("said", ()) if each in words)


def refused_by(
    service: str,
    answer: Response,
    secrets: Iterable[Secret],
    key: Callable[[str], str] = lambda error: error,
    /,
    **values: str,
) -> AegisError:
    """Return the error of an OAuth error response (RFC 6749, section 5.2).

    `secrets` are the secrets that were sent; they are removed from what the answer repeats. `key`
    names the row for an `error` of which the description says no more.
    """
    error, description = error_and_description(answer, secrets)
    return refusal(
        service,
        *keys_said(service, description),
        key(error),
        error=error or str(answer.status),
        named=error or f"status {answer.status}",
        description=description,
        reason=description or NO_REASON,
        **values,
    )


def rows_of_services() -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Return the rows of each service."""
    return rows_in(Path(__file__).with_suffix(".toml"))


@cache
def rows_in(file: Path) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Return the rows of a data file, by service."""
    return tomllib.loads(file.read_text(encoding="utf-8"))
