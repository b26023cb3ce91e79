"""What the broker knows of its issuer is learned once, and an issuer that hangs holds up nobody."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from aegis_cli.broker.http import callers
from aegis_cli.broker.http.access_token import Rules
from aegis_cli.broker.http.callers import Callers
from aegis_cli.broker.http.problem import Problem
from aegis_cli.broker.pools import Pools
from aegis_cli.broker.routes import STARTING
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, Failed
from aegis_cli.oauth.exchange import Vault
from tests.helpers.patience import PATIENCE

ISSUER = "https://tenant.example/"
AUDIENCE = "https://aegis.example"


@cache
def key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "k1"})


def token(kid: str) -> Secret:
    """Make a token that says so of its key."""
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "github|1", "azp": "cli"}
    times = {"iat": now, "exp": now + 600}
    header = {"alg": "RS256", "typ": "at+jwt", "kid": kid}
    return Secret(jwt.encode(header, claims | times, key(), algorithms=["RS256"]))


class Issuer:
    """An issuer that counts, and that hangs while its gates are closed."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.is_away = False
        self.gates = {"jwks": threading.Event(), "vault": threading.Event()}
        for gate in self.gates.values():
            gate.set()

    def name(self) -> str:
        self.asked.append("name")
        if self.is_away:
            raise Failed("It is away.", code=Code.NETWORK)
        return ISSUER

    def jwks(self) -> Mapping[str, Any]:
        self.asked.append("jwks")
        self.gates["jwks"].wait(PATIENCE)
        return {"keys": [key().as_dict(private=False)]}

    def vault(self) -> Vault:
        self.asked.append("vault")
        self.gates["vault"].wait(PATIENCE)
        return Vault("https://tenant.example/oauth/token", "vault", Secret("s"), {})


def run(test: Callable[[Issuer, Callers], Awaitable[None]]) -> None:
    """Run a test in an event loop, with an issuer that is let go in the end."""
    issuer, pools = Issuer(), Pools()

    async def bounded() -> None:
        asked = callers.Issuer(issuer.name, issuer.jwks, issuer.vault)
        found = Callers(asked, lambda name: Rules(name, AUDIENCE, frozenset({"cli"})), pools)
        try:
            async with asyncio.timeout(PATIENCE):
                await test(issuer, found)
        finally:
            for gate in issuer.gates.values():
                gate.set()

    try:
        asyncio.run(bounded())
    finally:
        pools.close()


async def is_asked(issuer: Issuer, *questions: str) -> None:
    while issuer.asked != list(questions):  # noqa: ASYNC110  # a thread asks
        await asyncio.sleep(0.001)


def test_what_is_known_is_not_asked_again() -> None:
    async def test(issuer: Issuer, found: Callers) -> None:
        callers = [(await found.verify(token("k1"))).subject for _ in range(2)]
        vaults = await asyncio.gather(found.vault(), found.vault())

        assert ["github|1"] * 2 == callers
        assert vaults[0] is vaults[1]
        assert found.keys.are_known()
        assert ["name", "jwks", "vault"] == issuer.asked

    run(test)


def test_a_start_learns_what_verifying_needs() -> None:
    async def test(issuer: Issuer, found: Callers) -> None:
        was_ready = found.keys.are_known()
        await found.keys.learn(STARTING)

        assert (False, True, ["name", "jwks"]) == (was_ready, found.keys.are_known(), issuer.asked)

    run(test)


def test_a_start_goes_on_without_an_issuer_that_hangs() -> None:
    async def test(issuer: Issuer, found: Callers) -> None:
        issuer.gates["jwks"].clear()
        await found.keys.learn(0.01)

        assert not found.keys.are_known()

    run(test)


def test_a_vault_that_hangs_holds_up_nobody_whose_key_is_known() -> None:
    async def test(issuer: Issuer, found: Callers) -> None:
        await found.keys.learn(STARTING)
        issuer.gates["vault"].clear()
        hanging = [asyncio.ensure_future(found.vault()) for _ in range(50)]
        await is_asked(issuer, "name", "jwks", "vault")

        assert "github|1" == (await found.verify(token("k1"))).subject
        assert not any(one.done() for one in hanging)

        issuer.gates["vault"].set()
        await asyncio.gather(*hanging)

    run(test)


def test_strangers_who_wait_for_keys_hold_up_nobody_whose_key_is_known() -> None:
    async def test(issuer: Issuer, found: Callers) -> None:
        await found.keys.learn(STARTING)
        issuer.gates["jwks"].clear()
        strangers = [
            asyncio.ensure_future(found.verify(token(f"unknown-{at}"))) for at in range(40)
        ]
        await is_asked(issuer, "name", "jwks", "jwks")

        assert "github|1" == (await found.verify(token("k1"))).subject
        assert (await found.vault()).client_id == "vault"
        assert found.keys.are_known()
        assert not all(one.done() for one in strangers)

        issuer.gates["jwks"].set()
        refused = await asyncio.gather(*strangers, return_exceptions=True)
        assert {401, 503} == {one.status for one in refused if isinstance(one, Problem)}

    run(test)


def test_a_token_that_is_none_costs_no_question() -> None:
    async def test(issuer: Issuer, found: Callers) -> None:
        with pytest.raises(Problem) as caught:
            await found.verify(Secret("a.b.c"))

        assert (401, []) == (caught.value.status, issuer.asked)

    run(test)


def test_an_issuer_that_was_away_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aegis_cli.broker.http.keys.RETRY", 0.0)

    async def test(issuer: Issuer, found: Callers) -> None:
        issuer.is_away = True
        with pytest.raises(Problem) as caught:
            await found.verify(token("k1"))
        was_ready = found.keys.are_known()
        issuer.is_away = False

        assert (503, "unavailable", False) == (caught.value.status, caught.value.code, was_ready)
        assert "github|1" == (await found.verify(token("k1"))).subject

    run(test)
