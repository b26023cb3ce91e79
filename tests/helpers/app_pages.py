"""A browser at the sandbox's GitHub: makes an App from a manifest, and installs it, as a person does."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.helpers.support import LOOPBACK

_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
_FORM = re.compile(r'<form[^>]* action="([^"]*)"')


@dataclass(frozen=True)
class Browser:
    """A browser in which mona is logged in at GitHub."""

    base: str

    def get(self, path: str) -> httpx.Response:
        """Open a page."""
        return httpx.get(self._url(path), **LOOPBACK)

    def press(self, path: str, action: str, **fields: str) -> httpx.Response:
        """Press a button of a form."""
        return httpx.post(self._url(path), data={**fields, "action": action}, **LOOPBACK)

    def submitted(self, page: str) -> httpx.Response:
        """Press the one button of a page that sends a form to another site."""
        (action,) = map(unescape, _FORM.findall(page))
        return httpx.post(self._url(action), data=hidden(page), **LOOPBACK)

    def app_made(self, manifest: Mapping[str, Any], path: str = "/settings/apps/new") -> str:
        """Have GitHub make an App, and return the code for its conversion."""
        sent = {"manifest": json.dumps(manifest)}
        offered = httpx.post(self._url(path), data=sent, **LOOPBACK)
        return code_in(self.created(offered.text, manifest["name"]))

    def created(self, page: str, name: str) -> str:
        """Press *Create GitHub App*, and return where the browser is sent."""
        answer = self.press("/settings/apps", "create", **{"name": name, **hidden(page)})
        location: str = answer.headers["location"]
        return location

    def converted(self, code: str) -> dict[str, Any]:
        """Convert the code of an App, which gives its secrets."""
        answer = httpx.post(self._url(f"/app-manifests/{code}/conversions"), **LOOPBACK)
        told: dict[str, Any] = answer.raise_for_status().json()
        return told

    def _url(self, path: str) -> str:
        return path if "://" in path else f"{self.base}{path}"


def hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of a page."""
    return {name: unescape(value) for name, value in _HIDDEN.findall(page)}


def code_in(location: str) -> str:
    """Return the code in the address that a browser is sent back to."""
    return parse_qs(urlsplit(location).query)["code"][0]
