"""An App that is made from a manifest: GitHub's pages, and the one conversion of its code."""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from aegis_cli.sandbox.state import State

NEW = "/settings/apps/new?state=s3"
BACK = "http://127.0.0.1:7777/callback"
MANIFEST: dict[str, Any] = {
    "name": "aegis for acme",
    "url": "https://tenant.example",
    "redirect_url": BACK,
    "callback_urls": ["https://tenant.example/login/callback"],
    "public": False,
    "default_permissions": {"issues": "write", "metadata": "read"},
}
Json = dict[str, Any]


def form(html: str) -> dict[str, str]:
    """Return the hidden fields of a page."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html))


def unescaped(fields: dict[str, str]) -> dict[str, str]:
    return {name: value.replace("&quot;", '"') for name, value in fields.items()}


@pytest.fixture
def browser(anonymous: TestClient) -> TestClient:
    """A browser in which mona is logged in."""
    return anonymous


def offered(browser: TestClient, manifest: Any = MANIFEST, *, path: str = NEW) -> Any:
    return browser.post(path, data={"manifest": json.dumps(manifest)})


def made(browser: TestClient, manifest: Json = MANIFEST, *, path: str = NEW, **more: str) -> str:
    """Press *Create GitHub App*, and return the address that the browser is sent to."""
    fields = unescaped(form(offered(browser, manifest, path=path).text))
    answer = browser.post(
        "/settings/apps", data={"name": manifest["name"], **fields, "action": "create", **more}
    )
    assert 303 == answer.status_code, answer.text
    location: str = answer.headers["location"]
    return location


def code_in(location: str) -> str:
    return parse_qs(urlsplit(location).query)["code"][0]


def converted(browser: TestClient, manifest: Json = MANIFEST, **more: Any) -> Json:
    code = code_in(made(browser, manifest, **more))
    answer = browser.post(f"/app-manifests/{code}/conversions")
    assert 201 == answer.status_code
    told: Json = answer.json()
    return told


def test_the_page_shows_what_is_made_and_sends_the_browser_back_with_a_code(
    browser: TestClient,
) -> None:
    shown = offered(browser)
    back = made(browser)

    assert 200 == shown.status_code
    assert "aegis for acme" in shown.text
    assert "issues" in shown.text
    assert "form-action 'self' http://127.0.0.1:7777" in shown.headers["content-security-policy"]
    assert back.startswith(f"{BACK}?code=")
    assert back.endswith("&state=s3")


def test_a_code_is_converted_once_into_the_app_with_its_secrets(browser: TestClient) -> None:
    code = code_in(made(browser))

    first = browser.post(f"/app-manifests/{code}/conversions")
    second = browser.post(f"/app-manifests/{code}/conversions")

    told = first.json()
    assert (201, 404) == (first.status_code, second.status_code)
    assert ("aegis-for-acme", "mona", "User") == (
        told["slug"],
        told["owner"]["login"],
        told["owner"]["type"],
    )
    assert {"issues": "write", "metadata": "read"} == told["permissions"]
    assert [] == told["events"]
    assert {"client_id", "client_secret", "webhook_secret", "pem"} < told.keys()
    assert told["pem"].startswith("-----BEGIN RSA PRIVATE KEY-----")
    assert "callback_urls" not in told  # GitHub documents none


def test_a_code_ends_after_an_hour(browser: TestClient, clock: Any) -> None:
    code = code_in(made(browser))
    clock.at += 3600

    assert 404 == browser.post(f"/app-manifests/{code}/conversions").status_code
    assert 404 == browser.post("/app-manifests/never/conversions").status_code


def test_an_organization_of_the_person_can_own_it(browser: TestClient) -> None:
    told = converted(browser, path="/organizations/acme/settings/apps/new?state=s3")

    assert ("acme", "Organization") == (told["owner"]["login"], told["owner"]["type"])
    assert 404 == offered(browser, path="/organizations/octo-org/settings/apps/new").status_code


def test_the_person_may_give_it_another_name_that_nobody_has(browser: TestClient) -> None:
    assert "other" == converted(browser, name="Other")["slug"]

    fields = unescaped(form(offered(browser).text))
    again = browser.post("/settings/apps", data={**fields, "action": "create", "name": "other"})

    assert 422 == again.status_code
    assert "taken" in again.text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"url": None}, "url"),
        ({"hook_attributes": {"active": False}}, "url"),
        ({"redirect_url": "aegis"}, "redirect_url"),
        ({"name": "x" * 35}, "name"),
        ({"callback_urls": ["https://x.example"] * 11}, "callback_urls"),
        ({"default_permissions": {"no_such": "read"}}, "no_such"),
        ({"default_permissions": {"issues": "all"}}, "issues"),
        ({"default_permissions": {"issues": "admin"}}, "issues"),
        ({"default_permissions": {"workflows": "read"}}, "workflows"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_what_is_no_manifest_makes_nothing(
    change: Json, said: str, browser: TestClient, state: State
) -> None:
    manifest = {name: value for name, value in {**MANIFEST, **change}.items() if value is not None}

    answer = offered(browser, manifest)

    assert 422 == answer.status_code
    assert "Invalid GitHub App configuration" in answer.text
    assert said in answer.text
    assert 1 == len(state.apps)


def test_another_site_cannot_press_the_button(browser: TestClient, state: State) -> None:
    fields = unescaped(form(offered(browser).text))

    answer = browser.post(
        "/settings/apps",
        data={**fields, "action": "create"},
        headers={"origin": "https://evil.example"},
    )

    assert 403 == answer.status_code
    assert 1 == len(state.apps)


def test_a_new_app_is_installed_nowhere_until_a_person_installs_it(
    browser: TestClient, state: State
) -> None:
    told = converted(browser, path="/organizations/acme/settings/apps/new")
    assert {} == state.apps[told["client_id"]].installations

    page = browser.get("/apps/aegis-for-acme/installations/new")
    done = browser.post(
        "/apps/aegis-for-acme/installations/new", data={"account": "acme", "action": "install"}
    )

    assert (200, 200) == (page.status_code, done.status_code)
    assert {"acme": told["permissions"]} == state.apps[told["client_id"]].installations


def test_a_permission_that_is_added_holds_where_it_is_accepted(
    browser: TestClient, state: State, connect: Callable[..., TestClient]
) -> None:
    told = converted(browser, path="/organizations/acme/settings/apps/new")
    app = state.apps[told["client_id"]]
    state.register(app.installed_on("acme"))
    state.token_apps["ghu_test"] = app.client_id
    person = connect()
    path = "/repos/acme/web/pulls/11/requested_reviewers"
    sent = {"reviewers": ["bob"]}

    before = person.post(path, json=sent)
    settings = "/settings/apps/aegis-for-acme/permissions"
    shown = browser.get(settings)
    browser.post(settings, data={"pull_requests": "write", "action": "save"})
    asked = person.post(path, json=sent)
    number = person.get("/user/installations").json()["installations"][0]["id"]
    browser.post(f"/settings/installations/{number}", data={"action": "accept"})
    after = person.post(path, json=sent)

    assert 200 == shown.status_code
    assert (403, 403, 201) == (before.status_code, asked.status_code, after.status_code)
    assert "Resource not accessible by integration" == before.json()["message"]


def test_a_new_secret_is_shown_once_and_the_only_key_cannot_be_deleted(
    browser: TestClient, state: State
) -> None:
    told = converted(browser)
    path = "/settings/apps/aegis-for-acme"
    (first,) = state.apps[told["client_id"]].keys

    secret = browser.post(path, data={"action": "secret"})
    kept = browser.post(path, data={"action": "delete", "key": first})
    browser.post(path, data={"action": "key"})
    gone = browser.post(path, data={"action": "delete", "key": first})

    app = state.apps[told["client_id"]]
    (added,) = app.more_secrets
    assert added in secret.text
    assert added not in browser.get(path).text
    assert app.knows(added)
    assert app.knows(told["client_secret"])  # until a person deletes it
    assert (422, 200) == (kept.status_code, gone.status_code)
    assert first not in app.keys
    assert 1 == len(app.keys)


@pytest.mark.parametrize(
    ("permission", "level", "status"),
    [
        ("workflows", "write", 200),
        ("workflows", "read", 422),
        ("contents", "admin", 422),
        ("repository_projects", "admin", 200),
        ("gists", "write", 200),  # which no manifest can name
        ("gists", "admin", 422),
        ("no_such", "read", 422),
    ],
)
def test_a_permission_has_the_levels_that_github_gives_it(
    permission: str, level: str, status: int, browser: TestClient, state: State
) -> None:
    told = converted(browser)

    path = "/settings/apps/aegis-for-acme/permissions"
    answer = browser.post(path, data={permission: level, "action": "save"})

    held = state.apps[told["client_id"]].permissions
    assert status == answer.status_code
    assert (level if status == 200 else None) == held.get(permission)


@pytest.mark.parametrize(
    "path", ["/settings/profile", "/settings/apps/new", "/apps/aegis-for-acme", "/organizations/x"]
)
def test_other_pages_are_written_by_nobody(path: str, browser: TestClient) -> None:
    assert 501 == browser.get(path).status_code


def test_who_an_account_is_can_be_read_without_a_token(anonymous: TestClient) -> None:
    kinds = {
        login: anonymous.get(f"/users/{login}").json().get("type")
        for login in ("mona", "ACME", "nobody")
    }

    assert {"mona": "User", "ACME": "Organization", "nobody": None} == kinds
    assert 404 == anonymous.get("/users/nobody").status_code
