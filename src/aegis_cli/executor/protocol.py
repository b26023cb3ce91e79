"""What is said between the process with the tokens, the child, and its parent, as JSON lines.

    parent → child   {"open": …}    {"do": name, …}    {"assertion": …}    {"stop": step}
    child → parent   {"reply": …}    {"refused": error}
                     {"asking": "assertion"}    {"waiting": reason}    {"slow": who is waited for}
                     {"observed": request in one line}    {"moved": bytes, "of": bytes}
                     {"thumbprint": …, "provider": name}

The child answers each thing that the parent has it do with `reply` or `refused`, and before that it
may say anything else:

    begin     a run: what was approved of each write, which it takes once, and what is beside a
              call, with as many descriptors; `end` closes these, and deletes what was derived
    token     exchange and derive, where that was not done: returns the number of a token
    more      derive one with one permission more;  renew   exchange once more
    send      a request: a read, or the write of a step exactly as it was approved, once
    inspect   ask what a provider says of the vault's token

A `stop` ends a body that is not whole yet, and is no answer. If `open` says `audited`, the child
sends the SHA-256 of each provider's token.

The child is told requests and seals, and checks the one by the other. A write is sent again only if
nothing of it left, or the provider said that it did nothing. What was sent and has no answer is
*outcome unknown*, however the run ended.
"""

from typing import Any

from aegis_cli.actions import catalog
from aegis_cli.adapters.sender import USUAL
from aegis_cli.core.secret import Secret
from aegis_cli.core.vault_connection import VaultConnection
from aegis_cli.errors import Bug, Code, Failed
from aegis_cli.oauth.exchange import Vault


def opening(vault: Vault, session: Secret, *, silence: float = USUAL.silence) -> dict[str, Any]:
    """Return the message `open` to the child: the exchange's parameters, and where it acts.

    `silence` is how many seconds a server may say nothing.
    """
    message: dict[str, Any] = {
        "token_endpoint": vault.token_endpoint,
        "vault_client_id": vault.client_id,
        "connections": {
            provider: _connection_as_json(provider, connection)
            for provider, connection in vault.connections.items()
        },
        "session": session.reveal(),
        "silence": silence,
    }
    if isinstance(vault.credential, Secret):
        message["vault_client_secret"] = vault.credential.reveal()
    return message


def _connection_as_json(provider: str, connection: VaultConnection) -> dict[str, str]:
    uploads = catalog.provider_named(provider).uploads(connection.base)
    told = {"name": connection.name, "base": connection.base, "uploads": uploads}
    app = connection.app
    if app is not None:
        told |= {"app_client_id": app.client_id, "app_client_secret": app.client_secret.reveal()}
    return told


def assertion_for(vault: Vault) -> str:
    """Make the assertion that the child asked for; the private key stays in the parent."""
    if isinstance(vault.credential, Secret):
        raise TypeError("a child that got the client secret needs no assertion")
    return vault.credential().reveal()


def no_answer() -> Bug:
    """Return the error of a child that ended before its run was over."""
    return Bug("The executor ended without an answer.", code=Code.INTERNAL)


def ended_with_its_time() -> Failed:
    """Return the error of a child that stayed for a program and ended before this run was over."""
    told = "What acts for this program has ended; after fifteen minutes it always does."
    return Failed(told, code=Code.NETWORK, hint="Run the program again.")


def too_late() -> Failed:
    """Return the error of a child that took too long."""
    return Failed("The executor did not answer in time.", code=Code.NETWORK)
