"""What the broker knows of its issuer is learned once, and an issuer that hangs holds up nobody."""

import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from aegis_cli.broker.access_token import Rules
from aegis_cli.broker.problem import Problem
from aegis_cli.broker.tenant import Tenant
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, Failed
from aegis_cli.oauth.exchange import Vault

ISSUER = "https://tenant.example/"
AUDIENCE = "https://aegis.example"
KEY = RSAKey.generate_key(2048, {"kid": "k1"})


def token(kid: str) -> Secret:
    """Make a token that says so of its key."""
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "github|1", "azp": "cli"}
    times = {"iat": now, "exp": now + 600}
    header = {"alg": "RS256", "typ": "at+jwt", "kid": kid}
    return Secret(jwt.encode(header, claims | times, KEY, algorithms=["RS256"]))


class Issuer:
    """An issuer that counts, and whose vault comes when it is let go."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.is_away = False
        self.is_asked = threading.Event()
        self.gate = threading.Event()
        self.gate.set()

    def name(self) -> str:
        self.asked.append("name")
        if self.is_away:
            raise Failed("It is away.", code=Code.NETWORK)
        return ISSUER

    def jwks(self) -> Mapping[str, Any]:
        self.asked.append("jwks")
        return {"keys": [KEY.as_dict(private=False)]}

    def vault(self) -> Vault:
        self.asked.append("vault")
        self.is_asked.set()
        self.gate.wait(30)
        return Vault("https://tenant.example/oauth/token", "vault", Secret("s"), "github")


def tenant(issuer: Issuer) -> Tenant:
    return Tenant(issuer, lambda name: Rules(name, AUDIENCE, frozenset({"cli"})))


def test_what_is_known_is_not_asked_again() -> None:
    issuer = Issuer()
    found = tenant(issuer)

    callers = [found.verify(token("k1")).subject for _ in range(2)]
    assert found.vault() is found.vault()

    assert ["github|1"] * 2 == callers
    assert found.is_ready()
    assert ["name", "jwks", "vault"] == issuer.asked


def test_an_issuer_that_hangs_holds_up_nobody_whose_key_is_known() -> None:
    issuer = Issuer()
    found = tenant(issuer)
    found.verify(token("k1"))
    issuer.gate.clear()

    with ThreadPoolExecutor() as threads:
        asking = threads.submit(found.vault)
        issuer.is_asked.wait(10)
        try:
            served = threads.submit(found.verify, token("k1")).result(10)
            is_still_hanging = not asking.done()
        finally:
            issuer.gate.set()

    assert ("github|1", True) == (served.subject, is_still_hanging)


def test_an_issuer_that_was_away_is_asked_again() -> None:
    issuer = Issuer()
    issuer.is_away = True
    found = tenant(issuer)

    with pytest.raises(Problem) as caught:
        found.verify(token("k1"))
    was_ready = found.is_ready()
    issuer.is_away = False

    assert (503, "unavailable", False) == (caught.value.status, caught.value.code, was_ready)
    assert "github|1" == found.verify(token("k1")).subject
