"""The access token: whoever forged, changed, kept, borrowed or misaddressed one is refused."""

import asyncio
import base64
import hmac
import json
import time
import warnings
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jwe, jws
from joserfc.jwk import ECKey, RSAKey

from aegis_cli.broker.http.access_token import LARGEST, Caller, Rules, Verifier, key_id_of
from aegis_cli.broker.http.keys import usable
from aegis_cli.broker.http.problem import Problem, invalid_token
from aegis_cli.core.secret import Secret
from tests.helpers.rows import for_each

DOMAIN = "tenant.example"
ISSUER = f"https://{DOMAIN}/"
API = "https://aegis.acme.example"
CLIENT = "native-client"
NOW = int(time.time())
RULES = Rules(ISSUER, API, frozenset({CLIENT, "other-client"}), roles_claim="https://acme/roles")


@cache
def ours() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "ours", "use": "sig", "alg": "RS256"})


@cache
def for_any_algorithm() -> RSAKey:
    """Return the issuer's key without what it says it is for."""
    private = ours().as_dict(private=True)
    return RSAKey.import_key({n: v for n, v in private.items() if n not in {"alg", "use"}})


@cache
def rotated() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "rotated", "use": "sig", "alg": "RS256"})


@cache
def theirs() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "ours"})


@cache
def curve() -> ECKey:
    return ECKey.generate_key("P-256", {"kid": "ours"})


def published() -> dict[str, Any]:
    """Return the issuer's key set: two good keys, and two that share an id."""
    good = [key.as_dict(private=False) for key in (ours(), rotated())]
    shared = [key.as_dict(private=False) | {"kid": "shared"} for key in (ours(), theirs())]
    return {"keys": good + shared}


def claims(**changes: Any) -> dict[str, Any]:
    """Make the claims of a good token, with changes; `...` leaves a claim out."""
    good = {
        "iss": ISSUER,
        "sub": "github|583231",
        "aud": [API, f"{ISSUER}userinfo"],
        "iat": NOW - 60,
        "exp": NOW + 3600,
        "scope": "openid aegis:read aegis:write",
        "azp": CLIENT,
        "client_id": CLIENT,
        "jti": "x1",
        "permissions": ["aegis:read"],
    }
    return {name: value for name, value in (good | changes).items() if value is not ...}


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


HEADER: dict[str, Any] = {"alg": "RS256", "typ": "at+jwt", "kid": "ours"}


def signed_text(header: str | bytes, payload: str | bytes, key: RSAKey | None = None) -> str:
    """Sign any bytes with the issuer's key, as RS256, whatever they say."""
    parts = (part if isinstance(part, bytes) else part.encode() for part in (header, payload))
    return signed_data(".".join(map(b64, parts)), key)


def signed_data(data: str, key: RSAKey | None = None) -> str:
    """Sign what the two parts of a token are made of."""
    private = (key or ours()).private_key
    assert private is not None
    signature = private.sign(data.encode(), PKCS1v15(), SHA256())
    return f"{data}.{b64(signature)}"


def headed(**changes: Any) -> str:
    """Make a token with another header, signed as it must be; `...` leaves a parameter out."""
    header = {name: value for name, value in (HEADER | changes).items() if value is not ...}
    return signed_text(json.dumps(header), json.dumps(claims()))


def token(key: Any = None, **changes: Any) -> str:
    """Make a token with other claims."""
    return signed_text(json.dumps(HEADER), json.dumps(claims(**changes)), key)


def in_header(text: str) -> str:
    """Put JSON as it is written into a header."""
    return signed_text(json.dumps(HEADER)[:-1] + f", {text}}}", json.dumps(claims()))


def in_payload(text: str) -> str:
    """Put JSON as it is written into the claims."""
    return signed_text(json.dumps(HEADER), json.dumps(claims())[:-1] + f", {text}}}")


def with_spare_bits() -> str:
    """Write the same header with bits that no byte of it has."""
    header, payload = b64((json.dumps(HEADER) + " ").encode()), b64(json.dumps(claims()).encode())
    assert len(header) % 4, "the header has no spare bits"
    return signed_data(f"{header[:-1]}{chr(ord(header[-1]) + 1)}.{payload}")


def by(algorithm: str, key: Any) -> str:
    """Make a token that is signed by another algorithm."""
    header = HEADER | {"alg": algorithm}
    return jws.serialize_compact(header, json.dumps(claims()), key, algorithms=[algorithm])


def with_the_public_key_as_secret() -> str:
    data = f"{b64(json.dumps(HEADER | {'alg': 'HS256'}).encode())}.{b64(json.dumps(claims()).encode())}"
    return f"{data}.{b64(hmac.digest(ours().as_pem(private=False), data.encode(), 'sha256'))}"


def unsigned(alg: str) -> str:
    return (
        f"{b64(json.dumps(HEADER | {'alg': alg}).encode())}.{b64(json.dumps(claims()).encode())}."
    )


def tampered() -> str:
    header, _, signature = token().split(".")
    changed = claims(scope="aegis:read aegis:write aegis:admin")
    return f"{header}.{b64(json.dumps(changed).encode())}.{signature}"


def another_algorithm_in_the_header() -> str:
    _, payload, signature = token().split(".")
    return f"{b64(json.dumps(HEADER | {'alg': 'none'}).encode())}.{payload}.{signature}"


def encrypted() -> str:
    header = {"alg": "RSA-OAEP", "enc": "A256GCM"}
    return jwe.encrypt_compact(header, json.dumps(claims()), for_any_algorithm())


def with_a_key_of_its_own(**more: Any) -> str:
    return signed_text(json.dumps(HEADER | more), json.dumps(claims()), theirs())


def id_token(**changes: Any) -> str:
    """Make what the same tenant gives the same client to know who it is."""
    of_id = claims(aud=CLIENT, scope=..., permissions=..., client_id=..., azp=..., **changes)
    return signed_text(json.dumps(HEADER | {"typ": "JWT"}), json.dumps(of_id))


PUBLIC = "https://evil.example/jwks.json"
FORGED: dict[str, Callable[[], str]] = {
    "alg none": lambda: unsigned("none"),
    "alg None": lambda: unsigned("None"),
    "alg none with a signature": lambda: headed(alg="none"),
    "alg changed after signing": another_algorithm_in_the_header,
    "alg missing": lambda: headed(alg=...),
    "alg a list": lambda: headed(alg=["RS256"]),
    "HS256 with the public key": with_the_public_key_as_secret,
    "RS384": lambda: by("RS384", for_any_algorithm()),
    "RS512": lambda: by("RS512", for_any_algorithm()),
    "PS256": lambda: by("PS256", for_any_algorithm()),
    "ES256": lambda: by("ES256", curve()),
    "PS256 that says RS256": lambda: (
        token().rpartition(".")[0] + "." + by("PS256", for_any_algorithm()).rpartition(".")[2]
    ),
    "unsigned": lambda: token().rpartition(".")[0] + ".",
    "two parts": lambda: token().rpartition(".")[0],
    "four parts": lambda: token() + ".x",
    "five parts": encrypted,
    "five parts of nothing": lambda: "a.b.c.d.e",
    "a header of encryption": lambda: headed(enc="A256GCM"),
    "opaque": lambda: "2YotnFZFEjr1zCsicMWpAA",
    "a GitHub token": lambda: "ghu_0123456789abcdefghijklmnopqrstuvwxyz",
    "not ASCII": lambda: token() + "é",
    "not ASCII digits": lambda: token()[:-1] + "\u0664",
    "a line feed at the end": lambda: token() + "\n",
    "padded": lambda: token() + "==",
    "JSON serialization": lambda: json.dumps(dict(zip("psg", token().split("."), strict=True))),
    "header not JSON": lambda: signed_text("{", json.dumps(claims())),
    "header a list": lambda: signed_text("[]", json.dumps(claims())),
    "header too deep": lambda: signed_text("[" * 5000, json.dumps(claims())),
    "header not UTF-8": lambda: "_w." + token().partition(".")[2],
    "payload not JSON": lambda: signed_text(json.dumps(HEADER), "x"),
    "payload a list": lambda: signed_text(json.dumps(HEADER), "[]"),
    "payload too deep": lambda: signed_text(json.dumps(HEADER), "[" * 5000),
    "payload compressed": lambda: headed(zip="DEF"),
    "another's key": lambda: token(theirs()),
    "tampered": tampered,
    "truncated signature": lambda: token()[:-8],
    "signature of zeros": lambda: token().rpartition(".")[0] + "." + b64(bytes(256)),
    "huge": lambda: token(padding="x" * LARGEST),
    "huge and not a token": lambda: "a" * (10 * LARGEST),
    "unknown kid": lambda: headed(kid="unknown"),
    "another's kid": lambda: headed(kid="rotated"),
    "no kid": lambda: headed(kid=...),
    "kid empty": lambda: headed(kid=""),
    "kid a number": lambda: headed(kid=7),
    "kid too long": lambda: headed(kid="k" * 300),
    "kid of two keys": lambda: headed(kid="shared"),
    "crit": lambda: headed(crit=["exp"], exp=1),
    "crit unknown": lambda: headed(crit=["x-secure"], **{"x-secure": True}),
    "b64 false": lambda: headed(b64=False),
    "jku elsewhere": lambda: with_a_key_of_its_own(jku=PUBLIC),
    "jku with our key": lambda: headed(jku=PUBLIC),
    "x5u elsewhere": lambda: with_a_key_of_its_own(x5u=PUBLIC),
    "jwk in the header": lambda: with_a_key_of_its_own(jwk=theirs().as_dict(private=False)),
    "x5c in the header": lambda: headed(x5c=["MIIB"]),
    "typ missing": lambda: headed(typ=...),
    "typ of a logout token": lambda: headed(typ="logout+jwt"),
    "typ of a DPoP proof": lambda: headed(typ="dpop+jwt"),
    "typ a number": lambda: headed(typ=7),
    "iss of another": lambda: token(iss="https://other.example/"),
    "iss without the slash": lambda: token(iss=ISSUER.rstrip("/")),
    "iss in capitals": lambda: token(iss=ISSUER.upper()),
    "iss a list": lambda: token(iss=[ISSUER]),
    "iss missing": lambda: token(iss=...),
    "aud of another": lambda: token(aud="https://other.example"),
    "aud with a slash more": lambda: token(aud=f"{API}/"),
    "aud only userinfo": lambda: token(aud=[f"{ISSUER}userinfo"]),
    "aud an object": lambda: token(aud={API: True}),
    "aud holds an object": lambda: token(aud=[API, {}]),
    "aud a number": lambda: token(aud=7),
    "aud empty": lambda: token(aud=[]),
    "aud missing": lambda: token(aud=...),
    "aud as a part of a text": lambda: token(aud=f"x {API} x"),
    "expired": lambda: token(exp=NOW - 31),
    "expired long ago": lambda: token(exp=1),
    "exp missing": lambda: token(exp=...),
    "exp null": lambda: token(exp=None),
    "exp a text": lambda: token(exp=str(NOW + 600)),
    "exp true": lambda: token(exp=True),
    "exp with a fraction": lambda: token(exp=NOW + 600.5),
    "exp infinite": lambda: token(exp=float("inf")),
    "exp not a number": lambda: token(exp=float("nan")),
    "exp too large for a float": lambda: signed_text(
        json.dumps(HEADER), json.dumps(claims(exp=0)).replace('"exp": 0', '"exp": 1e400')
    ),
    "exp huge": lambda: token(exp=10**30),
    "exp negative": lambda: token(exp=-1),
    "exp with ten thousand digits": lambda: signed_text(
        json.dumps(HEADER), json.dumps(claims(exp=0)).replace('"exp": 0', '"exp": ' + "9" * 10000)
    ),
    "exp before iat": lambda: token(iat=NOW + 5, exp=NOW + 1),
    "nbf in the future": lambda: token(nbf=NOW + 3600),
    "nbf a text": lambda: token(nbf="0"),
    "nbf null": lambda: token(nbf=None),
    "iat in the future": lambda: token(iat=NOW + 300),
    "iat missing": lambda: token(iat=...),
    "iat true": lambda: token(iat=True),
    "iat negative": lambda: token(iat=-5),
    "sub missing": lambda: token(sub=...),
    "sub empty": lambda: token(sub=""),
    "sub a number": lambda: token(sub=583231),
    "sub too long": lambda: token(sub="x" * 256),
    "sub with a line feed": lambda: token(sub="a\nb"),
    "sub of a program": lambda: token(sub=f"{CLIENT}@clients"),
    "sub is the client": lambda: token(sub=CLIENT),
    "gty client-credentials": lambda: token(gty="client-credentials"),
    "gty a list": lambda: token(gty=["refresh_token", "client-credentials"]),
    "gty an object": lambda: token(gty={}),
    "no client": lambda: token(azp=..., client_id=...),
    "azp not allowed": lambda: token(azp="evil", client_id=...),
    "client_id not allowed": lambda: token(azp=..., client_id="evil"),
    "azp and client_id disagree": lambda: token(azp="other-client"),
    "azp null": lambda: token(azp=None),
    "client_id a list": lambda: token(azp=..., client_id=[CLIENT]),
    "an ID token": id_token,
    "an ID token with a nonce": lambda: id_token(nonce="n"),
    "an ID token for the API too": lambda: token(aud=[CLIENT, API], nonce="n"),
    "bound to a key": lambda: token(cnf={"jkt": "x"}),
    "scope a list": lambda: token(scope=["aegis:read"]),
    "scope with two spaces": lambda: token(scope="aegis:read  aegis:write"),
    "scope with a line feed": lambda: token(scope="aegis:read\naegis:write"),
    "scope with a quote": lambda: token(scope='aegis:"read'),
    "too many scopes": lambda: token(scope=" ".join(f"s{n}" for n in range(600))),
    "permissions a text": lambda: token(permissions="aegis:read"),
    "permissions null": lambda: token(permissions=None),
    "permissions hold a number": lambda: token(permissions=["aegis:read", 1]),
    "too many permissions": lambda: token(permissions=["x"] * 600),
    "roles a text": lambda: token(**{"https://acme/roles": "maintainer"}),
    "auth_time a text": lambda: token(auth_time=str(NOW)),
    "auth_time true": lambda: token(auth_time=True),
    "auth_time in the future": lambda: token(auth_time=NOW + 3600),
    "auth_time in milliseconds": lambda: token(auth_time=NOW * 1000),
    "auth_time negative": lambda: token(auth_time=-1),
    "sub is the client of azp alone": lambda: token(sub=CLIENT, client_id=...),
    "sub is the client of client_id alone": lambda: token(sub=CLIENT, azp=...),
    "sub is another client of ours": lambda: token(sub="other-client"),
    "sub of another program": lambda: token(sub="x@clients", client_id=...),
    "gty as OAuth spells it": lambda: token(gty="client_credentials"),
    "gty null": lambda: token(gty=None),
    "header in UTF-16": lambda: signed_text(
        json.dumps(HEADER).encode("utf-16"), json.dumps(claims())
    ),
    "header in UTF-16 without a mark": lambda: signed_text(
        json.dumps(HEADER).encode("utf-16-le"), json.dumps(claims())
    ),
    "header in UTF-32": lambda: signed_text(
        json.dumps(HEADER).encode("utf-32"), json.dumps(claims())
    ),
    "header with a byte-order mark": lambda: signed_text(
        json.dumps(HEADER).encode("utf-8-sig"), json.dumps(claims())
    ),
    "payload in UTF-16": lambda: signed_text(
        json.dumps(HEADER), json.dumps(claims()).encode("utf-16")
    ),
    "payload in UTF-16 without a mark": lambda: signed_text(
        json.dumps(HEADER), json.dumps(claims()).encode("utf-16-be")
    ),
    "payload with a byte-order mark": lambda: signed_text(
        json.dumps(HEADER), json.dumps(claims()).encode("utf-8-sig")
    ),
    "alg and its like in a list": lambda: headed(alg=["none", "RS256"]),
    "crit empty": lambda: headed(crit=[]),
    "crit null": lambda: headed(crit=None),
    "b64 true": lambda: headed(b64=True),
    "kid not ASCII": lambda: headed(kid="\u0456d"),
    "kid with a NUL": lambda: headed(kid="ours\0"),
    "kid with a space": lambda: headed(kid="ours "),
    "kid with half a character": lambda: in_header('"note": "\\ud800"'),
    "a claim with half a character": lambda: in_payload('"note": "\\udfff"'),
    "a claim that is not a number": lambda: in_payload('"note": NaN'),
    "a claim that is infinite": lambda: in_payload('"note": -Infinity'),
    "a claim that is too large for a float": lambda: in_payload('"note": 1e400'),
    "a claim that is too deep": lambda: in_payload('"note": ' + "[" * 500 + "]" * 500),
    "a header that is too deep": lambda: in_header('"note": ' + "[" * 500 + "]" * 500),
    "a claim twice, inside of another": lambda: in_payload('"note": [{"a": 1, "a": 1}]'),
    "a claim twice, spelled otherwise": lambda: in_payload('"\\u0073ub": "github|1"'),
    "a header with spare bits": with_spare_bits,
    "a claim twice": lambda: signed_text(
        json.dumps(HEADER), json.dumps(claims())[:-1] + ', "sub": "github|1"}'
    ),
    "a header parameter twice": lambda: signed_text(
        json.dumps(HEADER)[:-1] + ', "alg": "none"}', json.dumps(claims())
    ),
}


def verified(text: str, rules: Rules = RULES) -> Caller:
    """Verify a token with the key that it names, as the broker does."""
    token, keys = Secret(text), usable(published())
    key = keys.get(key_id_of(token))
    if key is None:
        raise invalid_token("There is no such key.")
    return Verifier(rules, now=lambda: float(NOW)).verify(token, key)


def refusal_of(text: str, rules: Rules = RULES) -> Problem:
    with pytest.raises(Problem) as caught:
        verified(text, rules)
    return caught.value


def test_a_good_token_tells_who_asks_and_what_was_granted() -> None:
    found = verified(token())

    assert (
        Caller(
            subject="github|583231",
            client_id=CLIENT,
            scope=frozenset({"openid", "aegis:read", "aegis:write"}),
            permissions=frozenset({"aegis:read"}),
            auth_time=None,
            expires_at=float(NOW + 3600),
        )
        == found
    )


GOOD: dict[str, Callable[[], str]] = {
    "as Auth0 makes it": token,
    "one audience": lambda: token(aud=API),
    "Auth0's own profile": lambda: headed(typ="JWT"),
    "the type in full": lambda: headed(typ="application/at+JWT"),
    "only azp": lambda: token(client_id=...),
    "only client_id": lambda: token(azp=...),
    "another client that is allowed": lambda: token(azp="other-client", client_id="other-client"),
    "the other key": lambda: signed_text(
        json.dumps(HEADER | {"kid": "rotated"}), json.dumps(claims()), rotated()
    ),
    "a clock that is behind": lambda: token(exp=NOW - 29),
    "a clock that is ahead": lambda: token(iat=NOW + 29, nbf=NOW + 29),
    "valid since a while": lambda: token(nbf=NOW - 60),
    "no scope": lambda: token(scope=...),
    "an empty scope": lambda: token(scope=""),
    "no permissions": lambda: token(permissions=...),
    "of a refresh token": lambda: token(gty="refresh_token"),
    "of several grants": lambda: token(gty=["refresh_token", "password"]),
    "an unknown parameter": lambda: headed(note="x"),
    "a subject of a foreign script": lambda: token(sub="oidc|山田"),
}


@for_each("make", GOOD.values(), ids=GOOD)
def test_a_token_is_good_if_it_is(make: Callable[[], str]) -> None:
    assert verified(make()).subject


@for_each("forge", FORGED.values(), ids=FORGED)
def test_a_forged_or_stale_token_is_refused(forge: Callable[[], str]) -> None:
    problem = refusal_of(forge())

    assert (401, "invalid_token") == (problem.status, problem.code)
    assert 'Bearer error="invalid_token"' in problem.headers["WWW-Authenticate"]


def test_there_are_at_least_25_forged_tokens() -> None:
    assert len(FORGED) >= 25


@for_each("forge", FORGED.values(), ids=FORGED)
def test_a_refusal_holds_no_part_of_the_token(forge: Callable[[], str]) -> None:
    text = forge()

    problem = refusal_of(text)

    assert problem.__context__ is None
    assert problem.detail.isascii()
    assert not set('"\\\r\n') & set(problem.detail)
    shown = repr(problem) + repr(problem.args) + json.dumps(problem.document())
    assert not any(part in shown for part in text.split(".") if len(part) > 8)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, None),
        ({"auth_time": NOW - 10}, float(NOW - 10)),
        ({"auth_time": NOW - 10.5}, NOW - 10.5),
        ({"auth_time": NOW + 20}, float(NOW + 20)),
        ({"auth_time": None}, None),
    ],
    ids=["absent", "ten", "a fraction", "ahead", "null"],
)
def test_the_time_of_authentication_is_told(
    changes: dict[str, Any], expected: float | None
) -> None:
    assert expected == verified(token(**changes)).auth_time


def test_the_claim_of_that_time_can_have_another_name() -> None:
    rules = Rules(ISSUER, API, frozenset({CLIENT}), auth_time_claim="https://acme/auth_time")

    found = verified(token(**{"https://acme/auth_time": NOW - 3}), rules)

    assert float(NOW - 3) == found.auth_time


def test_roles_are_told_if_a_claim_is_named_for_them() -> None:
    text = token(**{"https://acme/roles": ["maintainer"]})
    without = Rules(ISSUER, API, frozenset({CLIENT}))

    assert frozenset({"maintainer"}) == verified(text).roles
    assert frozenset() == verified(text, without).roles


def test_leeway_is_what_the_rules_say() -> None:
    rules = Rules(ISSUER, API, frozenset({CLIENT}), leeway=0)

    assert "The access token has expired." == refusal_of(token(exp=NOW), rules).detail


@for_each("name", ["opaque", "five parts", "alg none", "HS256 with the public key", "huge", "crit"])
def test_a_token_without_a_good_header_names_no_key(name: str) -> None:
    with pytest.raises(Problem):
        key_id_of(Secret(FORGED[name]()))


@for_each(
    ("make", "expected"),
    [
        (FORGED["expired"], "github|583231"),
        (FORGED["aud of another"], "github|583231"),
        (FORGED["sub of a program"], f"{CLIENT}@clients"),
        (FORGED["sub a number"], None),
        (FORGED["tampered"], None),
        (FORGED["another's key"], None),
    ],
)
def test_a_refusal_names_whom_the_issuer_knows(
    make: Callable[[], str], expected: str | None
) -> None:
    problem = refusal_of(make())

    assert expected == problem.subject
    assert "subject" not in problem.document()


@pytest.fixture(scope="module")
def witness() -> Any:
    """Return Auth0's own verifier, or skip."""
    with warnings.catch_warnings(record=True):  # its use of authlib.jose is deprecated
        return pytest.importorskip("auth0_api_python")


def accepts(sdk: Any, text: str) -> bool:
    """Tell whether Auth0's own verifier takes a token."""
    metadata = {"issuer": ISSUER, "jwks_uri": f"{ISSUER}.well-known/jwks.json"}

    async def fetch(url: str) -> dict[str, Any]:
        return published() if url == metadata["jwks_uri"] else metadata

    async def ask() -> bool:
        client = sdk.ApiClient(
            sdk.ApiClientOptions(domain=DOMAIN, audience=API, custom_fetch=fetch)
        )
        try:
            await client.verify_access_token(text)
        except Exception:  # noqa: BLE001  # it raises what its libraries raise, too
            return False
        return True

    with warnings.catch_warnings(record=True):
        return asyncio.run(ask())


def ours_accepts(text: str) -> bool:
    try:
        verified(text)
    except Problem:
        return False
    return True


def test_what_auth0s_own_verifier_refuses_ours_refuses_too(witness: Any) -> None:
    table = {f"good: {name}": make for name, make in GOOD.items()} | FORGED
    texts = {name: make() for name, make in table.items()}

    refused = {name for name, text in texts.items() if not accepts(witness, text)}

    # A clock that is behind is forgiven on purpose: Auth0's verifier has no leeway.
    lenient = {name for name in refused if ours_accepts(texts[name])}
    assert {"good: a clock that is behind"} == lenient
    assert len(refused) > 25
