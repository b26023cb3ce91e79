"""A sentence about a provider that is not configured is answered with that."""

from collections.abc import Iterator

import pytest

from aegis_cli.actions import catalog
from aegis_cli.errors import Code, Unclear
from aegis_cli.planning.plan import Context, Suggestions, Unsupported
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.request.proposal import propose
from tests.helpers.rows import for_each

SAID = {
    "post hello in #general": "Slack",
    "send bob a slack message saying hi": "Slack",
    "close WEB-12": "Jira",
    "show my Jira tickets": "Jira",
    "frobnicate acme/web#12": "",
    "frobnicate 'slack' and \"WEB-12\"": "",
    "frobnicate #12 in UTF-8": "",
}


@pytest.fixture(autouse=True)
def _with_github_alone() -> Iterator[None]:
    catalog.enable_providers(())
    yield
    catalog.enable_providers(())


class Lost:
    """A planner that finds no plan."""

    def __init__(self, reading: Suggestions | Unsupported) -> None:
        self.reading = reading

    def propose(self, *_: object) -> Suggestions | Unsupported:
        return self.reading


def told(said: str, reading: Suggestions | Unsupported) -> Unclear:
    with pytest.raises(Unclear) as caught:
        propose(Sentence(said), Context(), Lost(reading), catalog.load)
    return caught.value


@for_each("said", SAID, ids=SAID)
def test_a_provider_that_is_not_set_up_is_said_to_be_that(said: str) -> None:
    for reading in (Suggestions((), "Not this."), Unsupported("No such action.")):
        error = told(said, reading)
        expected = f"{SAID[said]} is not set up here."

        assert (expected == error.message) is bool(SAID[said]), error.message
        if SAID[said]:
            hint = f"`aegis setup {SAID[said].lower()}` says how that is done."
            assert (Code.UNSUPPORTED, hint) == (error.code, error.hint)


def test_a_provider_that_is_set_up_is_not() -> None:
    catalog.enable_providers(("slack", "jira"))

    assert "Not this." == told("post hello in #general", Suggestions((), "Not this.")).message
