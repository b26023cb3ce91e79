"""private_key_jwt: what Auth0 demands of an assertion, and of the file with the key."""

import json
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from aegis_cli.adapters.auth0.client_assertion import ClientAssertion, read_key
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, UsageError

NOW = 1_795_548_000.9
ISSUER = "https://tenant.example/"


@cache
def pem() -> str:
    return RSAKey.generate_key(2048).as_pem(private=True).decode()


@cache
def key() -> RSAKey:
    """Return the same key, which joserfc takes a tenth of a second to check."""
    return RSAKey.import_key(pem())


@cache
def jwk() -> dict[str, str]:
    return key().as_dict(private=True, kid="key-1")  # type: ignore[return-value]


def maker(*, issuer: str = ISSUER, client: str = "vault") -> ClientAssertion:
    return ClientAssertion(key(), client, issuer, now=lambda: NOW)


def decoded(assertion: Secret) -> jwt.Token:
    return jwt.decode(assertion.reveal(), key(), algorithms=["RS256"])


@pytest.mark.parametrize("issuer", [ISSUER, ISSUER.rstrip("/")])
def test_an_assertion_is_for_the_issuer_as_it_calls_itself_and_holds_a_minute(issuer: str) -> None:
    found = decoded(maker(issuer=issuer)())

    jti = found.claims.pop("jti")
    assert {
        "iss": "vault",
        "sub": "vault",
        "aud": issuer,
        "iat": 1_795_548_000,
        "exp": 1_795_548_060,
    } == found.claims
    assert 0 < len(jti) <= 64
    assert {"alg": "RS256", "typ": "JWT"} == found.header


def test_no_two_assertions_share_their_jti() -> None:
    make = maker()

    assert 5 == len({decoded(make()).claims["jti"] for _ in range(5)})


def test_an_assertion_is_a_secret_and_fits_into_2048_bytes() -> None:
    assertion = maker(client="c" * 200)()

    assert "Secret(…)" == repr(assertion)
    assert len(assertion.reveal()) <= 2048


def test_one_that_does_not_fit_is_not_made() -> None:
    with pytest.raises(UsageError, match="2048 bytes"):
        maker(client="c" * 2000)()


def test_the_key_does_not_show() -> None:
    assert "ClientAssertion(client_id='vault', issuer='https://tenant.example/'" in repr(maker())
    assert jwk()["d"] not in repr(maker())


def test_the_key_id_of_a_jwk_is_sent_along(tmp_path: Path) -> None:
    make = ClientAssertion(read_key(kept(tmp_path, json.dumps(jwk()))), "vault", ISSUER)

    assert "key-1" == decoded(make()).header["kid"]


def kept(folder: Path, text: str, mode: int = 0o600) -> str:
    path = folder / "key.pem"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return str(path)


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o640])
def test_a_key_that_only_its_people_can_read_is_read(tmp_path: Path, mode: int) -> None:
    key = read_key(kept(tmp_path, pem(), mode))

    assert "vault" == decoded(ClientAssertion(key, "vault", ISSUER)()).claims["iss"]


def test_a_link_is_followed_to_what_is_checked(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(kept(tmp_path, pem(), 0o644))

    with pytest.raises(UsageError, match="Everyone on this machine"):
        read_key(str(link))


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o602, 0o666])
def test_a_key_that_everyone_can_read_or_change_is_refused(tmp_path: Path, mode: int) -> None:
    path = kept(tmp_path, pem(), mode)

    with pytest.raises(UsageError) as caught:
        read_key(path)

    assert Code.BAD_SETTINGS is caught.value.code
    assert f"chmod 600 {path}" == caught.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not a key",
        "{",
        "{}",
        "[" * 5000,
        "{" * 5000,
        '{"kty": "RSA"}',
        '{"kty": "RSA", "n": 7, "e": []}',
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        lambda: key().as_pem(private=False).decode(),
        lambda: key().as_pem(private=True, password="x").decode(),
        lambda: ECKey.generate_key("P-256").as_pem(private=True).decode(),
        lambda: json.dumps(jwk() | {"kid": 7}),
        lambda: json.dumps(jwk() | {"kid": "k" * 300}),
        "\x00é",
    ],
    ids=range(15),
)
def test_what_is_no_private_rsa_key_is_refused_without_being_shown(
    tmp_path: Path, text: str | Callable[[], str]
) -> None:
    path = kept(tmp_path, text if isinstance(text, str) else text())

    with pytest.raises(UsageError) as caught:
        read_key(path)

    assert Code.BAD_SETTINGS is caught.value.code
    assert f"{path} holds no RSA private key, as PEM without a password or as JWK." == str(
        caught.value
    )
    assert caught.value.__context__ is None


def test_a_short_key_is_refused(tmp_path: Path) -> None:
    short = rsa.generate_private_key(65537, 1024)  # noqa: S505  # the point of it
    form = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    with pytest.raises(UsageError, match="has 1024 bits"):
        read_key(kept(tmp_path, short.private_bytes(*form).decode()))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere cannot be read: No such file"):
        read_key(str(tmp_path / "nowhere"))


def test_what_is_no_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    big = kept(tmp_path, "x" * 70_000)

    for path in (str(tmp_path), str(tmp_path / "pipe"), big):
        with pytest.raises(UsageError, match=r"is not a key file|Is a directory"):
            read_key(path)
