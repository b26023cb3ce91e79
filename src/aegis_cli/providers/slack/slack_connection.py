"""How the Slack app behind the connection is made.

Source: docs.slack.dev, "Tokens", "Using token rotation"; auth0.com/docs, "Slack" of Token Vault.
NOTE: that the Management API makes this connection by this strategy is confirmed by no document
(`tools/live_claims.toml`); the page says what to do where it does not.
"""

from pathlib import Path

from aegis_cli.actions.connection_setup import ConnectionSetup

SETUP = ConnectionSetup(
    strategy="slack", page=Path(__file__).with_name("setup.txt").read_text(encoding="utf-8")
)
