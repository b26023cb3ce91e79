"""What a spare fork of a session rehearses leaves nothing that a request would notice."""

import os
import sys

import pytest

from aegis_cli.actions import catalog
from aegis_cli.cli.session_fork import _rehearse_request
from aegis_cli.session.ports.served import SessionTerms
from aegis_cli.settings.cli_options import CliOptions
from aegis_cli.settings.loading import load

VARIABLES = {
    "AEGIS_ISSUER": "https://acme.eu.auth0.com",
    "AEGIS_CLIENT_ID": "native",
    "AEGIS_AUDIENCE": "https://api.example",
    "AEGIS_VAULT_CLIENT_ID": "vault",
    "AEGIS_VAULT_CLIENT_SECRET": "a-secret",
    "AEGIS_SLACK_CONNECTION": "slack",
}


@pytest.mark.parametrize(("deny", "code"), [((), 0), (("issues.*",), 5)])
def test_a_rehearsal_is_judged_as_the_session_is_and_leaves_its_providers(
    deny: tuple[str, ...], code: int, capfd: pytest.CaptureFixture[str]
) -> None:
    settings = load(VARIABLES, None, path="-")
    terms = SessionTerms(CliOptions(deny=deny, lasts=True), settings, (), VARIABLES)
    catalog.enable_providers(settings.providers, settings.sites)
    before = (catalog.providers(), {**os.environ}, sys.stdout, sys.stderr)

    assert code == _rehearse_request([], terms=terms)

    assert before == (catalog.providers(), {**os.environ}, sys.stdout, sys.stderr)
    assert "slack" in catalog.providers()
    assert ("", "") == capfd.readouterr()
