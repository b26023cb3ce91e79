"""A sign-in of the agent reaches its person while the terminal is held, and is not waited out."""

from typing import Any, cast

import pytest

from aegis_cli.adapters.terminal.interactive import InteractiveTerminal
from aegis_cli.session.terminal.person import SessionPerson


def test_a_code_is_shown_once_the_terminal_is_held_and_other_work_begins_after_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    did: list[str] = []

    def show_code(_person: Any, code: Any, host: str) -> None:
        did.append(f"{code} for {host}")

    monkeypatch.setattr(InteractiveTerminal, "show_code", show_code)
    person = SessionPerson.at(
        InteractiveTerminal(*cast("Any", [None] * 6)),
        hold=lambda: did.append("held"),
        holds=lambda: True,
        check=lambda: None,
        meanwhile=lambda: did.append("meanwhile"),
    )
    person.show_code(cast("Any", "ABCD"), "acme.auth0.com")

    assert did == ["held", "ABCD for acme.auth0.com", "meanwhile"]
