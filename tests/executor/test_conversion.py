"""A code is converted in a child that ends: the parent gets the App and its client secret only."""

import json
import os
from collections.abc import Iterator

import pytest

from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code
from aegis_cli.executor.conversion import Converter
from tests.helpers.app_pages import Browser
from tests.helpers.support import Sandbox, Server, answering, children, sandbox, server

pytestmark = pytest.mark.enable_socket

MANIFEST = {
    "name": "Aegis converted",
    "url": "https://acme.example",
    "callback_urls": ["https://acme.example/login/callback"],
    "redirect_url": "http://127.0.0.1:1/callback",
    "default_permissions": {"issues": "write", "metadata": "read"},
}
APP = {
    "slug": "aegis",
    "name": "aegis",
    "client_id": "Iv23liabcdef",
    "client_secret": "c1ient-s3cret-of-the-app",
    "webhook_secret": "w3bhook-s3cret-of-the-app",
    "pem": "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7nWu\n-----END RSA PRIVATE KEY-----\n",
    "owner": {"login": "acme", "type": "Organization"},
    "permissions": {"issues": "write"},
}


@pytest.fixture(scope="module")
def found() -> Iterator[Sandbox]:
    with sandbox() as running:
        yield running


@pytest.fixture
def converter() -> Iterator[Converter]:
    made = Converter(os.environ)
    yield made
    made.close()


def test_the_parent_gets_the_app_and_its_client_secret_and_the_child_has_ended(
    found: Sandbox, converter: Converter
) -> None:
    base = found.environment["AEGIS_GITHUB_API"]
    code = Browser(base).app_made(MANIFEST)
    before = children(os.getpid())

    converter.prepare()
    (child,) = {*children(os.getpid())} - {*before}
    made, secret = converter.convert(base, Secret(code))

    issued = found.issued()
    assert ("aegis-converted", "mona") == (made.slug, made.owner)
    assert [secret.reveal()] == issued["app_secret"]
    assert 2 == len(issued["app_key"])
    assert child not in children(os.getpid())


@pytest.mark.parametrize(
    ("told", "status", "code"),
    [
        ({"message": "Not Found"}, 404, Code.NOT_FOUND),
        ({**APP, "slug": "../x"}, 201, Code.PROTOCOL),
        # NOTE: what is kept must not come back in another field either.
        ({**APP, "name": f"x {APP['pem']}"}, 201, Code.PROTOCOL),
        ({**APP, "name": APP["webhook_secret"]}, 201, Code.PROTOCOL),
        ({**APP, "client_secret": APP["webhook_secret"]}, 201, Code.PROTOCOL),
        # What is shown of the App must not be its secret.
        ({**APP, "name": APP["client_secret"]}, 201, Code.PROTOCOL),
        ({**APP, "client_id": APP["client_secret"]}, 201, Code.PROTOCOL),
    ],
    ids=str,
)
def test_what_is_wrong_is_an_error_without_a_secret(
    told: dict[str, object], status: int, code: Code, converter: Converter
) -> None:
    with server(answering(json.dumps(told), status)) as github:
        error = failed(converter, github)

    text = f"{error.message} {error.hint}"
    assert code is error.code
    assert not [secret for secret in ("s3cret", "MIIEpAIBAAKCAQEA7nWu") if secret in text]


def failed(converter: Converter, github: Server) -> AegisError:
    with pytest.raises(AegisError) as caught:
        converter.convert(github.url, Secret("c0de"))
    return caught.value


def test_the_request_is_made_once_and_without_a_token(converter: Converter) -> None:
    with server(answering(json.dumps(APP), 201)) as github:
        made, secret = converter.convert(github.url, Secret("c0de"))

    (heard,) = github.heard
    assert ("POST", "/app-manifests/c0de/conversions") == (heard.method, heard.target)
    assert "authorization" not in heard.headers
    assert ("aegis", "c1ient-s3cret-of-the-app") == (made.name, secret.reveal())


def test_a_child_that_ends_without_a_word_is_a_lost_answer(converter: Converter) -> None:
    converter.prepare()
    assert converter.child is not None
    converter.child.process.kill()
    converter.child.process.wait()

    with server(answering(json.dumps(APP), 201)) as github:
        error = failed(converter, github)

    assert Code.INTERNAL is error.code
    assert [] == github.heard
