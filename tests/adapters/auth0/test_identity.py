"""The ID token: whoever forged, changed, kept or misaddressed one is refused."""

import base64
import hmac
import json
import time
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from aegis_cli.adapters.auth0.identity import (
    TokenAudience,
    authenticated_at,
    require_fit,
    verified_login,
    verify_token,
)
from aegis_cli.adapters.auth0.sign_in import Identity
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, Failed
from aegis_cli.oauth.sign_in_tokens import Tokens
from tests.helpers.flows import all_that_shows
from tests.helpers.rows import for_each

ISSUER = "https://tenant.example/"
CLIENT = "native-client"
TIMES = ("iat", "exp", "nbf")


@cache
def ours() -> RSAKey:
    """Make the issuer's key, once."""
    return RSAKey.generate_key(2048, {"kid": "ours", "use": "sig", "alg": "RS256"})


@cache
def rotated() -> ECKey:
    """Make the issuer's next key, once."""
    return ECKey.generate_key("P-256", {"kid": "rotated", "use": "sig", "alg": "ES256"})


@cache
def theirs() -> RSAKey:
    """Make somebody else's key, once."""
    return RSAKey.generate_key(2048, {"kid": "ours"})


def claims(**changes: Any) -> dict[str, Any]:
    """Make the claims of a good token, with changes.

    `...` leaves a claim out, and a number for a time is seconds from now.
    """
    now = int(time.time())
    for name in TIMES:
        if isinstance(changes.get(name), int):
            changes[name] += now
    good = {
        "iss": ISSUER,
        "aud": CLIENT,
        "sub": "github|583231",
        "iat": now,
        "exp": now + 600,
        "name": "Mona Lisa",
        "nickname": "mona",
    }
    return {name: value for name, value in (good | changes).items() if value is not ...}


def signed(key: Any = None, *, alg: str = "RS256", kid: str = "ours", **changes: Any) -> Secret:
    """Sign a token."""
    header = {"alg": alg, "kid": kid}
    return Secret(jwt.encode(header, claims(**changes), key or ours(), algorithms=[alg]))


def identity_of(token: Secret, jwks: dict[str, Any] | None = None) -> Identity:
    """Verify a token as ours."""
    public = [key.as_dict(private=False) for key in (rotated(), ours())]
    known = {"keys": public} if jwks is None else jwks
    return verify_token(token, known, ISSUER, CLIENT)


def test_a_good_token_tells_who_it_is() -> None:
    assert Identity("github|583231", "Mona Lisa") == identity_of(signed())


def test_the_key_is_chosen_by_its_id_while_keys_rotate() -> None:
    token = signed(rotated(), alg="ES256", kid="rotated")

    assert Identity("github|583231", "Mona Lisa") == identity_of(token)


@for_each(
    ("changes", "name"),
    [
        ({"name": ...}, "mona"),
        ({"name": ""}, "mona"),
        ({"name": 7, "nickname": ...}, "github|583231"),
        ({"name": ..., "nickname": ..., "email": "mona@example.com"}, "mona@example.com"),
        ({"name": "Mona\x1b[2J\u202e\n Lisa"}, "Mona\\x1b[2J\\u202e Lisa"),
        ({"name": "M" * 500}, "M" * 100),
    ],
)
def test_the_name_is_the_best_there_is_and_made_visible(changes: dict[str, Any], name: str) -> None:
    assert name == identity_of(signed(**changes)).name


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": [CLIENT]},
        {"aud": [CLIENT, "other"], "azp": CLIENT},
        {"azp": CLIENT},
        {"exp": -30},
        {"iat": 30},
    ],
    ids=[
        "one audience in a list",
        "several, and for us",
        "one, and for us",
        "a slow clock",
        "a fast clock",
    ],
)
def test_a_token_is_good_with(changes: dict[str, Any]) -> None:
    assert "Mona Lisa" == identity_of(signed(**changes)).name


@for_each(
    "changes",
    [
        {"iss": "https://other.example/"},
        {"iss": "https://tenant.example"},
        {"iss": [ISSUER, "https://other.example/"]},
        {"iss": ...},
        {"aud": "other-client"},
        {"aud": ["other-client"]},
        {"aud": []},
        {"aud": ...},
        {"aud": [CLIENT, "other-client"]},
        {"aud": [CLIENT, "other-client"], "azp": "other-client"},
        {"azp": "other-client"},
        {"aud": [CLIENT], "azp": None},
        {"aud": {"client": CLIENT}},
        {"exp": -120},
        {"exp": "tomorrow"},
        {"exp": ...},
        {"iat": 600},
        {"iat": ...},
        {"nbf": 600},
        {"sub": ""},
        {"sub": 583231},
        {"sub": ...},
        {"aud": [CLIENT, "other"], "azp": CLIENT, "sub": 583231, "name": ..., "nickname": ...},
    ],
    ids=str,
)
def test_a_token_is_refused_with(changes: dict[str, Any]) -> None:
    with pytest.raises(Failed) as caught:
        identity_of(signed(**changes))

    assert Code.PROTOCOL is caught.value.code


def b64(data: bytes) -> str:
    """Encode as a token's part is."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def by_hand(header: dict[str, Any], signature: bytes = b"") -> str:
    """Put a token together without signing it."""
    parts = (json.dumps(header).encode(), json.dumps(claims()).encode(), signature)
    return ".".join(map(b64, parts))


def with_the_public_key_as_secret() -> str:
    """Sign with HS256, and the public key as everybody can read it."""
    parts = ({"alg": "HS256", "typ": "JWT", "kid": "ours"}, claims())
    said = ".".join(b64(json.dumps(part).encode()) for part in parts)
    key = ours().as_pem(private=False)
    return f"{said}.{b64(hmac.digest(key, said.encode(), 'sha256'))}"


def changed_after_signing() -> str:
    """Sign, and change the name."""
    header, _, signature = signed().reveal().split(".")
    return f"{header}.{b64(json.dumps(claims(name='root')).encode())}.{signature}"


FORGED: dict[str, Callable[[], str]] = {
    "alg none": lambda: by_hand({"alg": "none"}),
    "alg None": lambda: by_hand({"alg": "None", "kid": "ours"}),
    "alg none with a key id": lambda: by_hand({"alg": "none", "kid": "ours"}),
    "no signature": lambda: by_hand({"alg": "RS256", "kid": "ours"}),
    "another signature": lambda: by_hand({"alg": "RS256", "kid": "ours"}, b"x" * 256),
    "HS256 with the public key": with_the_public_key_as_secret,
    "another's key under our key id": lambda: signed(theirs()).reveal(),
    "an unknown key id": lambda: signed(theirs(), kid="theirs").reveal(),
    "changed after signing": changed_after_signing,
    "five parts": lambda: "a.b.c.d.e",
    "two parts": lambda: "a.b",
    "not a token": lambda: "ghu_0123456789",
    "not ASCII": lambda: "é.é.é",
}


@for_each("forge", FORGED.values(), ids=FORGED)
def test_a_forged_token_is_refused(forge: Callable[[], str]) -> None:
    with pytest.raises(Failed) as caught:
        identity_of(Secret(forge()))

    assert Code.PROTOCOL is caught.value.code


def test_a_key_in_the_token_itself_is_not_believed() -> None:
    public = theirs().as_dict(private=False)
    header = {"alg": "RS256", "kid": "ours", "jwk": public, "jku": "https://evil.example/jwks"}
    token = jwt.encode(header, claims(), theirs(), algorithms=["RS256"])

    with pytest.raises(Failed):
        identity_of(Secret(token))


@for_each(
    "jwks",
    [
        {},
        {"keys": []},
        {"keys": None},
        {"keys": "x"},
        {"keys": [1]},
        {"keys": [{}]},
        {"keys": [{"kty": "RSA", "kid": "ours", "n": "AQAB", "e": 3}]},
    ],
    ids=str,
)
def test_keys_that_are_none_are_refused(jwks: dict[str, Any]) -> None:
    with pytest.raises(Failed) as caught:
        identity_of(signed(), jwks)

    assert Code.PROTOCOL is caught.value.code


@pytest.mark.parametrize("forge", [lambda: signed(exp=-120), lambda: signed(theirs())])
def test_the_refusal_holds_no_part_of_the_token(forge: Callable[[], Secret]) -> None:
    token = forge()

    with pytest.raises(Failed) as caught:
        identity_of(token)

    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None
    assert not any(part in str(caught.value) for part in token.reveal().split("."))


# The ID token of a login that was asked for


def proof_of(token: Secret | None, said: list[dict[str, Any]]) -> Identity:
    """Verify tokens, noting the claims that are asked about their time."""

    def logged_in_at(claims: dict[str, Any]) -> float:
        said.append(claims)
        return 1_790_000_000.0

    tokens = Tokens(Secret("access"), frozenset(), 600.0, token)
    jwks = {"keys": [ours().as_dict(private=False)]}
    return verified_login(tokens, jwks, logged_in_at, issuer=ISSUER, client_id=CLIENT)


def test_a_login_that_was_asked_for_has_the_time_that_its_token_tells() -> None:
    said: list[dict[str, Any]] = []

    found = proof_of(signed(nonce="n"), said)

    assert Identity("github|583231", "Mona Lisa", 1_790_000_000.0) == found
    assert ["n"] == [claims["nonce"] for claims in said]


@pytest.mark.parametrize("token", [None, Secret("not.a.token")])
def test_no_token_and_a_forged_one_prove_nothing_and_are_asked_nothing(
    token: Secret | None,
) -> None:
    said: list[dict[str, Any]] = []
    forged = (token, signed(theirs()), signed(aud="other-client"))

    for each in forged:
        with pytest.raises(Failed) as caught:
            proof_of(each, said)
        assert Code.PROTOCOL is caught.value.code
    assert [] == said


# The access token, as the embedded executor reads it

API = TokenAudience(ISSUER, "https://api.aegis.example", "https://aegis.example/auth_time")


def proved_at(token: Secret) -> float | None:
    jwks = {"keys": [ours().as_dict(private=False)]}
    return authenticated_at(token, jwks, API)


def access_token(key: Any = None, *, alg: str = "RS256", **changes: Any) -> Secret:
    good: dict[str, Any] = {"aud": [API.audience, f"{ISSUER}userinfo"], API.claim: 1_790_000_000}
    return signed(key, alg=alg, **(good | changes))


def test_the_time_of_the_proof_is_the_claim_that_was_configured() -> None:
    assert 1_790_000_000.0 == proved_at(access_token(auth_time=5))
    assert 1_790_000_000.0 == proved_at(access_token(aud=API.audience))


@pytest.mark.parametrize("token", ["opaque", "a.b.c.d.e", "one.dot"])
def test_an_opaque_token_says_nothing(token: str) -> None:
    assert proved_at(Secret(token)) is None


def test_a_token_without_the_claim_says_nothing() -> None:
    without: dict[str, Any] = {API.claim: ...}

    assert proved_at(access_token(**without, auth_time=5)) is None


@pytest.mark.parametrize("said", ["1790000000", True, None, [], {}])
def test_a_time_that_cannot_be_read_is_older_than_any_other(said: Any) -> None:
    assert 0.0 == proved_at(access_token(**{API.claim: said}))


@for_each(
    "changes",
    [
        {"aud": CLIENT},
        {"aud": ...},
        {"iss": "https://evil.example/"},
        {"exp": -120},
        {"exp": ...},
        {"nbf": 120},
        {"nonce": "of-an-id-token"},
        {"at_hash": "of-an-id-token"},
    ],
)
def test_a_token_that_does_not_hold_proves_nothing(changes: dict[str, Any]) -> None:
    with pytest.raises(Failed) as caught:
        proved_at(access_token(**changes))

    assert Code.PROTOCOL is caught.value.code


def test_a_token_of_another_key_or_algorithm_proves_nothing() -> None:
    forged = (
        access_token(theirs()),
        access_token(rotated(), alg="ES256"),
        Secret("not.a.token"),
    )

    for token in forged:
        with pytest.raises(Failed) as caught:
            proved_at(token)
        assert token.reveal() not in all_that_shows(caught.value)


AUDIENCE = "https://aegis.example"


def written(header: Any, claims: Any, signature: str = "c2ln") -> str:
    parts = (base64.urlsafe_b64encode(json.dumps(part).encode()) for part in (header, claims))
    return ".".join([*(part.rstrip(b"=").decode() for part in parts), signature])


@pytest.mark.parametrize("audience", [AUDIENCE, [AUDIENCE, "https://tenant.example/userinfo"]])
def test_a_token_is_fit_to_be_exchanged_for_its_api_and_for_no_other(audience: Any) -> None:
    token = Secret(written({"alg": "RS256"}, {"aud": audience}))

    require_fit(token, AUDIENCE)
    with pytest.raises(Failed):
        require_fit(token, "https://other.example")


UNFIT = {
    "opaque": "2YotnFZFEjr1zCsicMWpAA",
    "encrypted": written({"alg": "RS256"}, {"aud": AUDIENCE}, "a.b.c"),
    "unsigned": written({"alg": "none"}, {"aud": AUDIENCE}, ""),
    "without a signature": written({"alg": "RS256"}, {"aud": AUDIENCE}, ""),
    "HS256": written({"alg": "HS256"}, {"aud": AUDIENCE}),
    "for another API": written({"alg": "RS256"}, {"aud": ["https://other.example"]}),
    "for a part of it": written({"alg": "RS256"}, {"aud": f"{AUDIENCE}/x"}),
    "for nobody": written({"alg": "RS256"}, {}),
    "a list": written([], []),
    "too deep": f"{base64.urlsafe_b64encode(b'[' * 9000).decode()}.e30.x",
    "no text": "\u0664.\u0664.\u0664",
}


@for_each("text", UNFIT.values(), ids=UNFIT)
def test_a_token_that_is_not_fit_is_refused_without_being_shown(text: str) -> None:
    with pytest.raises(Failed) as caught:
        require_fit(Secret(text), AUDIENCE)

    assert Code.MISCONFIGURED is caught.value.code
    assert caught.value.__context__ is None
