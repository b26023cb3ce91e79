"""The HTML of the verification page: no scripts, nothing loaded, everything escaped."""

import base64
import hashlib
from html import escape
from urllib.parse import urlsplit

from aegis_cli.sandbox.auth0.tenant import PERSON
from aegis_cli.sandbox.state import Decision, DeviceCode, Login

_APPLICATION = "Aegis"
_PERSON = f"{PERSON['name']} ({PERSON['nickname']})"

_SCOPES = {
    "openid": "Know which account is yours",
    "offline_access": "Let this application renew its access until it is closed",
    "profile": "See your name and your picture",
    "email": "See your e-mail address",
    "aegis:read": "Read from GitHub for you",
    "aegis:write": "Change things on GitHub for you, such as opening an issue",
    "aegis:admin": "Delete things on GitHub for you, such as a repository",
    "create:me:connected_accounts": "Connect an account of yours",
    "read:me:connected_accounts": "See which accounts are connected",
    "delete:me:connected_accounts": "Disconnect an account of yours",
}

_STYLE = """
:root { color-scheme: light dark; --ink: #1c1d22; --soft: #5b5e6b; --line: #d9dae1;
  --card: #ffffff; --page: #f3f4f8; --accent: #3a4fd0; --on-accent: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --ink: #eceef4; --soft: #a6a9b8; --line: #3a3d4a;
  --card: #1d1f27; --page: #121319; --accent: #a3b0ff; --on-accent: #12163a; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem;
  background: var(--page); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 26rem; padding: 2rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 1rem; }
h1 { margin: 0 0 .75rem; font-size: 1.375rem; line-height: 1.25; }
p { margin: 0 0 1rem; }
ul { margin: 0 0 1.5rem; padding-left: 1.25rem; }
.code { display: block; margin: 0 0 1rem; padding: 1rem; border: 1px dashed var(--line);
  border-radius: .75rem; text-align: center; letter-spacing: .12em;
  font: 600 1.75rem/1.2 ui-monospace, monospace; }
.soft { color: var(--soft); font-size: .875rem; }
form { display: flex; flex-wrap: wrap; gap: .75rem; }
label { width: 100%; font-weight: 600; }
input { width: 100%; text-transform: uppercase; letter-spacing: .12em; }
input, button { min-height: 2.75rem; padding: .5rem 1rem; border-radius: .625rem;
  border: 1px solid var(--line); background: var(--card); color: var(--ink);
  font: inherit; font-size: 1rem; }
button { flex: 1; font-weight: 600; cursor: pointer; }
.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
footer { margin-top: 1.5rem; padding-top: 1rem; border-top: 1px solid var(--line); }
footer p { margin: 0; }
"""

_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

HEADERS = {
    "content-security-policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # `no-referrer` would make browsers send `Origin: null` with the form.
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
}
"""The headers of each page."""


def headers_to(redirect_uri: str) -> dict[str, str]:
    """Return the headers of a page whose form leads back to a callback."""
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(redirect_uri))
    # Browsers hold the redirect after a form against `form-action` as well.
    policy = HEADERS["content-security-policy"].replace(
        "form-action 'self'", f"form-action 'self' {origin}"
    )
    return HEADERS | {"content-security-policy": policy}


def ask_for_code() -> str:
    """Ask the person to type the code."""
    return _document(
        "Enter your code",
        """<p>Type the code that your terminal shows.</p>
<form method="get" action="/activate">
<label for="user_code">Code</label>
<input id="user_code" name="user_code" required autofocus autocomplete="off" spellcheck="false"
 autocapitalize="characters" maxlength="20" placeholder="ABCD-EFGH">
<button class="main" type="submit">Continue</button>
</form>""",
    )


def ask_to_confirm(code: DeviceCode) -> str:
    """Show the code and its scopes, and ask the person to confirm or deny."""
    return _document(
        f"Let {_APPLICATION} sign in?",
        f"""<p>Confirm only if your terminal shows this very code:</p>
<strong class="code">{escape(code.user_code)}</strong>
<p><strong>{_APPLICATION}</strong> wants to sign in as <strong>{_PERSON}</strong>.</p>
{_scope_list(code.scope)}
<p class="soft">A code that came from anywhere else, such as an issue or a message, lets somebody
 else act as you: deny it.</p>
<form method="post" action="/activate">
<input type="hidden" name="user_code" value="{escape(code.user_code)}">
<button type="submit" name="action" value="deny">Deny</button>
<button class="main" type="submit" name="action" value="confirm">Confirm</button>
</form>""",
    )


def decided(decision: Decision) -> str:
    """Return the page that follows the answer of the person."""
    if decision is Decision.CONFIRMED:
        message = (
            f"{_APPLICATION} is signed in. You can close this page and go back to the terminal."
        )
        return _document("Signed in", f"<p>{message}</p>")
    message = f"{_APPLICATION} was not signed in. You can close this page."
    return _document("Denied", f"<p>{message}</p>")


def ask_to_connect(connection: str, ticket: str) -> str:
    """Ask whether Auth0 may connect the person's account at a provider."""
    name = escape(connection)
    return _document(
        f"Connect {connection}?",
        f"""<p><strong>{_APPLICATION}</strong> wants Auth0 to keep your {name} account
 <strong>{PERSON["nickname"]}</strong> connected, to act on GitHub for you.</p>
<form method="post" action="/connected-accounts/connect">
<input type="hidden" name="ticket" value="{escape(ticket)}">
<button type="submit" name="action" value="cancel">Cancel</button>
<button class="main" type="submit" name="action" value="connect">Connect</button>
</form>""",
    )


def ask_to_log_in(login: Login) -> str:
    """Ask the person to log in again, or to confirm that they use this application."""
    action = "Log in again" if login.forces_login else "Go on"
    return _document(
        f"{action} for {_APPLICATION}?",
        f"""<p><strong>{_APPLICATION}</strong> wants to know that you are there:
 <strong>{_PERSON}</strong>.</p>
{_scope_list(login.scope)}
<p class="soft">You are sent back to {escape(login.redirect_uri)}, which anything on your machine
 could answer. Confirm only if you have just been sent here by your terminal.</p>
<form method="post" action="/u/login">
<input type="hidden" name="state" value="{escape(login.id)}">
<button type="submit" name="action" value="deny">Deny</button>
<button class="main" type="submit" name="action" value="confirm">Confirm</button>
</form>""",
    )


def problem(title: str, message: str, *, again: bool = False) -> str:
    """Say what went wrong; with `again`, offer to type another code."""
    link = '\n<form action="/activate"><button class="main">Enter another code</button></form>'
    return _document(title, f"<p>{escape(message)}</p>{link if again else ''}")


def _scope_list(scope: tuple[str, ...]) -> str:
    items = "\n".join(f"<li>{escape(_SCOPES.get(name, name))}</li>" for name in scope)
    return f"<p>It asks to:</p>\n<ul>\n{items}\n</ul>" if items else ""


def _document(title: str, content: str) -> str:
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>{escape(title)}</h1>
{content}
<footer><p class="soft">This is the aegis sandbox: no real account is involved.</p></footer>
</main>
</body>
</html>
"""
