"""The pages of the tenant: no scripts, nothing loaded, everything escaped.

`templates/` has a file for each, with its title in the first line; `page.html` is around them.
"""

import base64
import hashlib
import tomllib
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from starlette.responses import HTMLResponse, Response

from aegis_cli.sandbox.auth0.tenant import PERSON

_KNOWN = {
    "application": "Aegis",
    "person": f"{PERSON['name']} ({PERSON['nickname']})",
    "nickname": PERSON["nickname"],
}
"""What every page may show."""


def page(
    name: str,
    *,
    status: int = 200,
    scope: tuple[str, ...] = (),
    leads_to: str = "",
    **values: str,
) -> Response:
    """Fill in a template; `leads_to` is the callback that its form leads back to."""
    safe = {key: escape(value) for key, value in (_KNOWN | values).items()}
    title, _, content = _file(f"{name}.html").partition("\n")
    style, meanings = _file("style.css"), tomllib.loads(_file("scopes.toml"))
    items = "\n".join(f"<li>{escape(meanings.get(name, name))}</li>" for name in scope)
    asked = f"<p>It asks to:</p>\n<ul>\n{items}\n</ul>" if items else ""
    html = Template(_file("page.html")).substitute(
        style=style,
        title=Template(title).substitute(safe),
        content=Template(content.rstrip()).substitute(safe, scopes=asked),
    )
    return HTMLResponse(html, status, headers=_headers(style, leads_to))


def _file(name: str) -> str:
    return Path(__file__).with_name("templates").joinpath(name).read_text(encoding="utf-8")


def _headers(style: str, leads_to: str) -> dict[str, str]:
    style_hash = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    # Browsers hold the redirect after a form against `form-action` as well.
    origin = " {0.scheme}://{0.netloc}".format(urlsplit(leads_to)) if leads_to else ""
    return {
        "content-security-policy": (
            f"default-src 'none'; style-src 'sha256-{style_hash}'; form-action 'self'{origin}; "
            "frame-ancestors 'none'; base-uri 'none'"
        ),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        # `no-referrer` would make browsers send `Origin: null` with the form.
        "referrer-policy": "same-origin",
        "cache-control": "no-store",
    }
