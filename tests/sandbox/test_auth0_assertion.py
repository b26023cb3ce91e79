"""private_key_jwt at the tenant (`auth0.md`, 3.1 and 11.14): one use, five minutes, the exact audience."""

import base64
import hmac
import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from joserfc import jws, jwt
from joserfc.jwk import RSAKey

from aegis_cli.adapters.auth0.client_assertion import ClientAssertion
from tests.helpers.rows import for_each
from tests.sandbox.test_auth0 import BASE, CONFIG, Tenant, refusal

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
NOW = 1_790_000_000
REFUSED = (401, "invalid_client")


@cache
def key() -> RSAKey:
    return RSAKey.generate_key(2048)


@cache
def public() -> str:
    return key().as_pem(private=False).decode()


@pytest.fixture
def tenant() -> Tenant:
    made = Tenant()
    made.state.vault_public_key = public()
    return made


def assertion(by: RSAKey | None = None, *, alg: str = "RS256", **changes: Any) -> str:
    """Sign a good assertion, with changes; `...` leaves a claim out."""
    good = {"iss": "vault", "sub": "vault", "aud": f"{BASE}/", "exp": NOW + 60, "jti": "a-1"}
    claims = {name: value for name, value in (good | changes).items() if value is not ...}
    return jwt.encode({"alg": alg}, claims, by or key(), algorithms=[alg])


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unsigned(alg: str = "none") -> str:
    return f"{b64(json.dumps({'alg': alg}).encode())}.{assertion().split('.')[1]}."


def hs256() -> str:
    data = unsigned("HS256").rstrip(".")
    return f"{data}.{b64(hmac.digest(public().encode(), data.encode(), 'sha256'))}"


def proved(tenant: Tenant, sent: str, **changes: str) -> Any:
    proof = {"client_assertion": sent, "client_assertion_type": TYPE, "client_secret": "OMIT"}
    return tenant.exchange(**(proof | changes))


@pytest.mark.parametrize(
    "make",
    [
        assertion,
        lambda: assertion(alg="RS384"),
        lambda: assertion(alg="PS256"),
        lambda: assertion(iat=NOW, exp=NOW + 300),
        lambda: assertion(iat=NOW + 10, nbf=NOW + 10),
        lambda: assertion(jti="j" * 64),
    ],
    ids=["plain", "RS384", "PS256", "five minutes", "a clock ten seconds ahead", "a long jti"],
)
def test_an_assertion_of_the_registered_key_proves_the_client(
    make: Callable[[], str], tenant: Tenant
) -> None:
    assert 200 == proved(tenant, make()).status_code


def test_what_we_make_is_what_the_tenant_takes_each_time(tenant: Tenant) -> None:
    make = ClientAssertion(key(), "vault", CONFIG.issuer, now=lambda: tenant.time)

    answers = [proved(tenant, make().reveal()) for _ in range(3)]

    assert [200] * 3 == [answer.status_code for answer in answers]


FORGED: dict[str, Callable[[], str]] = {
    "another key": lambda: assertion(RSAKey.generate_key(2048)),
    "RS512": lambda: assertion(alg="RS512"),
    "HS256 with the public key": hs256,
    "unsigned": unsigned,
    "no JWT": lambda: "x",
    "no object": lambda: jws.serialize_compact({"alg": "RS256"}, "[]", key()),
    "the token endpoint as its audience": lambda: assertion(aud=f"{BASE}/oauth/token"),
    "the issuer without its slash": lambda: assertion(aud=BASE),
    "several audiences": lambda: assertion(aud=[f"{BASE}/", "https://other.example/"]),
    "no audience": lambda: assertion(aud=...),
    "iss of another": lambda: assertion(iss="cli"),
    "sub of another": lambda: assertion(sub="cli"),
    "iss a list": lambda: assertion(iss=["vault"]),
    "no end": lambda: assertion(exp=...),
    "an end in words": lambda: assertion(exp=str(NOW + 60)),
    "ended": lambda: assertion(exp=NOW),
    "longer than five minutes": lambda: assertion(exp=NOW + 301),
    "longer than five minutes since its beginning": lambda: assertion(iat=NOW - 250, exp=NOW + 60),
    "of the future": lambda: assertion(iat=NOW + 11),
    "not yet valid": lambda: assertion(nbf=NOW + 11),
    "no jti": lambda: assertion(jti=...),
    "a jti that is too long": lambda: assertion(jti="j" * 65),
    "too long": lambda: assertion(note="x" * 2048),
}


@for_each("forge", FORGED.values(), ids=FORGED)
def test_an_invalid_assertion_is_refused_in_auth0s_shape(
    forge: Callable[[], str], tenant: Tenant
) -> None:
    assert REFUSED == refusal(proved(tenant, forge()))
    assert {} == tenant.state.provider_tokens


def test_an_assertion_may_be_used_once_and_its_jti_again_after_its_end(tenant: Tenant) -> None:
    sent = assertion()
    first, again = proved(tenant, sent), proved(tenant, sent)
    tenant.time += 60
    later = proved(tenant, assertion(exp=NOW + 120))

    assert (200, REFUSED, 200) == (first.status_code, refusal(again), later.status_code)
    assert {"a-1": NOW + 120} == tenant.state.used_assertions


def test_a_client_with_a_key_has_no_secret_and_one_with_a_secret_takes_no_assertion(
    tenant: Tenant,
) -> None:
    by_secret = tenant.exchange()
    tenant.state.vault_public_key = ""
    by_key = proved(tenant, assertion())

    assert [REFUSED] * 2 == [refusal(by_secret), refusal(by_key)]


@pytest.mark.parametrize(
    "changes",
    [
        {"client_secret": CONFIG.vault_client_secret},
        {"client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"},
        {"client_assertion_type": "OMIT"},
        {"client_id": "OMIT"},
    ],
)
def test_a_request_with_two_kinds_of_authentication_is_malformed(
    changes: dict[str, str], tenant: Tenant
) -> None:
    assert (400, "invalid_request") == refusal(proved(tenant, assertion(), **changes))


def test_the_native_application_must_not_authenticate_itself(tenant: Tenant) -> None:
    answer = tenant.device(client_assertion=assertion(), client_assertion_type=TYPE)

    assert (403, "unauthorized_client") == refusal(answer)


def test_discovery_names_the_method_and_its_algorithms(tenant: Tenant) -> None:
    document = tenant.http.get("/.well-known/openid-configuration").json()

    assert "private_key_jwt" in document["token_endpoint_auth_methods_supported"]
    assert ["RS256", "RS384", "PS256"] == document[
        "token_endpoint_auth_signing_alg_values_supported"
    ]
