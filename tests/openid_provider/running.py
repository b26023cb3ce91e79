"""A certified OpenID provider as a process of its own, and a person who clicks through its pages."""

import json
import os
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
from joserfc.jwk import RSAKey

from tests.helpers.patience import PATIENCE

API = "https://aegis.example"
FOLDER = "AEGIS_OPENID_PROVIDER"
"""The variable with the folder where the provider is installed."""

GITHUB_TOKEN = "ghu_" + secrets.token_hex(18)


@cache
def vault_key() -> RSAKey:
    """Return the key of the vault's client that has one."""
    return RSAKey.generate_key(2048, {"kid": "vault-1", "use": "sig", "alg": "RS256"})


class OpenIdProvider:
    """A running provider."""

    def __init__(self, issuer: str, secret: str, machine_secret: str) -> None:
        self.issuer = issuer
        self.secret = secret
        self._machine_secret = machine_secret
        self.http = httpx.Client(base_url=issuer, trust_env=False, timeout=PATIENCE)

    def begin(self, **settings: Any) -> None:
        """Forget what was seen, and set what differs from the beginning."""
        self.http.put("/harness/settings", json=settings).raise_for_status()

    def rotate(self) -> None:
        """Sign with a new key from now on; the one before stays published."""
        self.http.post("/harness/rotate").raise_for_status()

    def exchanges(self) -> list[int]:
        """Return the status of each exchange that was asked for."""
        return [exchange["status"] for exchange in self._seen()["exchanges"]]

    def pauses(self) -> list[float]:
        """Return the seconds between the polls."""
        polls = self._seen()["polls"]
        return [after - before for before, after in pairwise(polls)]

    def press(self, user_code: str, *, abort: bool = False) -> None:
        """Do what a person does who follows the link: confirm, sign in and consent, or abort."""
        Browser(self.issuer).answer(f"/device?user_code={user_code}", abort=abort)

    def granted(self, scope: str = "openid aegis:read", audience: str = API) -> dict[str, Any]:
        """Sign in as the native application, and return the tokens."""
        client = {"client_id": "aegis-cli"}
        asked = client | {"scope": scope, "audience": audience}
        code = self.http.post("/device/auth", data=asked).raise_for_status().json()
        self.press(code["user_code"])
        grant = "urn:ietf:params:oauth:grant-type:device_code"
        form = client | {"grant_type": grant, "device_code": code["device_code"]}
        tokens: dict[str, Any] = self.http.post("/token", data=form).raise_for_status().json()
        return tokens

    def of_a_program(self) -> str:
        """Return an access token for the API that no person stands behind."""
        form = {"grant_type": "client_credentials", "scope": "aegis:read", "audience": API}
        answer = self.http.post("/token", data=form, auth=("machine", self._machine_secret))
        return str(answer.raise_for_status().json()["access_token"])

    def _seen(self) -> dict[str, Any]:
        seen: dict[str, Any] = self.http.get("/harness/seen").json()
        return seen


@contextmanager
def openid_provider(folder: Path) -> Iterator[OpenIdProvider]:
    """Run the provider that is installed in a folder."""
    secret, machine_secret = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    more = {
        "HARNESS_API": API,
        "HARNESS_VAULT_SECRET": secret,
        "HARNESS_VAULT_JWK": json.dumps(vault_key().as_dict(private=False)),
        "HARNESS_MACHINE_SECRET": machine_secret,
        "HARNESS_GITHUB_TOKEN": GITHUB_TOKEN,
    }
    with subprocess.Popen(
        ["node", "provider.mjs"],
        cwd=folder,
        env=os.environ | more,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # it warns that it is for development only
    ) as process:
        try:
            assert process.stdout is not None
            found = json.loads(process.stdout.readline())
            running = OpenIdProvider(found["issuer"], secret, machine_secret)
            with running.http:
                yield running
        finally:
            process.kill()


_PAGES = 8
"""More than the provider shows: the code, its confirmation, the sign-in, the consent, the end."""


class Browser:
    """As much of a browser as the provider's pages need: cookies, redirects, and one form a page."""

    def __init__(self, base: str) -> None:
        self._base = base

    def answer(self, path: str, *, abort: bool) -> None:
        """Answer page after page until one has no form."""
        with httpx.Client(base_url=self._base, trust_env=False, follow_redirects=True) as http:
            page = http.get(path)
            for _ in range(_PAGES):
                form = Form.of(page)
                if form is None:
                    return
                if abort and "confirm" in form.fields:
                    http.post(form.action, data=form.fields | {"abort": "yes"})
                    return
                person = {"login": "mona", "password": "secret"}
                page = http.post(form.action, data=form.fields | person).raise_for_status()
        raise AssertionError(page.text)


class Form(HTMLParser):
    """The form of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}

    @classmethod
    def of(cls, page: httpx.Response) -> "Form | None":
        """Read the form of a page; `None` where there is none to send."""
        found = cls()
        found.feed(page.text)
        return found if found.action and page.is_success else None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the address of the form, and what it sends."""
        named = dict(attrs)
        if tag == "form":
            self.action = named.get("action") or ""
        elif tag == "input" and named.get("name"):
            self.fields[named["name"] or ""] = named.get("value") or ""
