"""The settings of a repository: who has access, webhooks, deploy keys, variables and traffic."""

import base64
from urllib.parse import quote

import pytest
from nacl.public import PublicKey, SealedBox
from starlette.testclient import TestClient

from aegis_cli.sandbox.state import State

SITE, WEB = "/repos/acme/website", "/repos/acme/web"
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJOM"


def role_of(github: TestClient, login: str) -> str:
    role: str = github.get(f"{SITE}/collaborators/{login}/permission").json()["role_name"]
    return role


def invited(github: TestClient) -> list[str]:
    return [each["invitee"]["login"] for each in github.get(f"{SITE}/invitations").json()]


def test_a_stranger_is_invited_and_the_invitation_goes_with_the_removal(github: TestClient) -> None:
    path = f"{SITE}/collaborators/carol"

    made = github.put(path, json={"permission": "pull"})

    assert (201, "read", "carol") == (
        made.status_code,
        made.json()["permissions"],
        made.json()["invitee"]["login"],
    )
    assert ["mallory", "carol"] == invited(github)
    assert 201 == github.put(path, json={"permission": "admin"}).status_code
    assert ["mallory", "carol"] == invited(github)
    assert 204 == github.delete(path).status_code
    assert ["mallory"] == invited(github)


def test_a_collaborator_gets_another_role_at_once_and_loses_it(github: TestClient) -> None:
    path = f"{SITE}/collaborators/bob"

    assert 204 == github.put(path, json={"permission": "maintain"}).status_code
    assert "maintain" == role_of(github, "bob")
    assert 204 == github.delete(path).status_code
    assert "read" == role_of(github, "bob")
    listed = [each["login"] for each in github.get(f"{SITE}/collaborators").json()]
    assert ["alice", "hubot", "mona"] == listed


def test_collaborators_are_listed_by_what_they_may_do(github: TestClient) -> None:
    listed = github.get(f"{SITE}/collaborators", params={"permission": "admin"}).json()

    assert ["alice", "mona"] == [each["login"] for each in listed]


@pytest.mark.parametrize("path", ["hooks", "keys", "invitations"])
def test_only_an_administrator_sees_what_gives_access(path: str, github: TestClient) -> None:
    assert 403 == github.get(f"{WEB}/{path}").status_code


def test_a_webhook_is_there_from_its_creation_to_its_deletion(github: TestClient) -> None:
    config = {"url": "https://x.example/", "secret": "abc"}

    made = github.post(f"{SITE}/hooks", json={"config": config, "events": ["issues"]}).json()

    assert ("https://x.example/", "********") == (made["config"]["url"], made["config"]["secret"])
    assert (["issues"], True) == (made["events"], made["active"])
    path = f"{SITE}/hooks/{made['id']}"
    assert 204 == github.post(f"{path}/pings").status_code
    assert made["id"] in [each["id"] for each in github.get(f"{SITE}/hooks").json()]
    assert 204 == github.delete(path).status_code
    assert 404 == github.post(f"{path}/pings").status_code


def test_a_deploy_key_is_one_of_a_kind(github: TestClient) -> None:
    made = github.post(f"{SITE}/keys", json={"title": "ci", "key": KEY, "read_only": True})

    assert (201, True) == (made.status_code, made.json()["read_only"])
    assert 422 == github.post(f"{SITE}/keys", json={"title": "two", "key": KEY}).status_code
    assert 204 == github.delete(f"{SITE}/keys/{made.json()['id']}").status_code
    assert ["The server of the site"] == [
        each["title"] for each in github.get(f"{SITE}/keys").json()
    ]


def test_a_variable_and_a_secret_that_were_deleted_are_gone(github: TestClient) -> None:
    for kind, name in (("variables", "node_env"), ("secrets", "npm_token")):
        path = f"{WEB}/actions/{kind}"
        assert 204 == github.delete(f"{path}/{name}").status_code
        left = [each["name"] for each in github.get(path).json()[kind]]
        assert name.upper() not in left
        assert 404 == github.delete(f"{path}/{name}").status_code


@pytest.mark.parametrize("what", ["views", "clones"])
def test_the_days_of_traffic_and_its_weeks_have_the_same_sum(what: str, github: TestClient) -> None:
    days, weeks = (
        github.get(f"{SITE}/traffic/{what}", params={"per": per}).json() for per in ("day", "week")
    )

    assert (14, 3) == (len(days[what]), len(weeks[what]))
    assert days["count"] == weeks["count"] == sum(each["count"] for each in weeks[what]) > 0
    assert days["uniques"] >= max(each["uniques"] for each in days[what])
    assert "2026-11-24T00:00:00Z" == days[what][-1]["timestamp"]


def test_code_frequency_has_what_was_removed_below_zero(github: TestClient) -> None:
    github.get(f"{WEB}/stats/code_frequency")

    weeks = github.get(f"{WEB}/stats/code_frequency").json()

    assert 52 == len(weeks)
    assert all(added >= 0 >= removed for _, added, removed in weeks)


def test_rules_are_those_of_one_branch(github: TestClient) -> None:
    listed = {
        name: [(each["type"], each["ruleset_source"]) for each in github.get(path).json()]
        for name in ("main", "release/1.x", "nowhere")
        if (path := f"/repos/acme/web/rules/branches/{quote(name, safe='')}")
    }

    both = [("deletion", "acme"), ("pull_request", "acme/web")]
    assert {"main": both, "release/1.x": both[:1], "nowhere": []} == listed


def seal(value: bytes, key: str) -> str:
    box = SealedBox(PublicKey(base64.b64decode(key))).encrypt(value)
    return base64.b64encode(box).decode()


def test_a_secret_is_opened_with_the_key_of_its_repository_and_nobody_is_told_it(
    github: TestClient, state: State
) -> None:
    key = github.get(f"{WEB}/actions/secrets/public-key").json()
    sent = {"encrypted_value": seal(b"hunter2\n\x00\xff", key["key"]), "key_id": key["key_id"]}

    made = github.put(f"{WEB}/actions/secrets/api_key", json=sent)
    again = github.put(f"{WEB}/actions/secrets/API_KEY", json=sent)

    assert (201, 204) == (made.status_code, again.status_code)
    listed = github.get(f"{WEB}/actions/secrets").json()["secrets"]
    assert ["API_KEY", "DEPLOY_TOKEN", "NPM_TOKEN"] == [each["name"] for each in listed]
    assert {"name", "created_at", "updated_at"} == {*listed[0]}
    assert b"hunter2\n\x00\xff" == base64.b64decode(state.secret_values["acme/web"]["API_KEY"])


def test_what_is_not_sealed_for_the_repository_is_refused(github: TestClient) -> None:
    key = github.get(f"{WEB}/actions/secrets/public-key").json()
    other = github.get(f"{SITE}/actions/secrets/public-key").json()
    good = {"encrypted_value": seal(b"a", key["key"]), "key_id": key["key_id"]}
    wrong: dict[str, dict[str, str]] = {
        "API_KEY": good | {"key_id": other["key_id"]},
        "OTHER": good | {"encrypted_value": seal(b"a", other["key"])},
        "PLAIN": good | {"encrypted_value": base64.b64encode(b"hunter2").decode()},
        "LONG": good | {"encrypted_value": seal(b"a" * 49_153, key["key"])},
        "GITHUB_TOKEN": good,
        "9LIVES": good,
    }

    answers = {
        name: github.put(f"{WEB}/actions/secrets/{name}", json=sent).status_code
        for name, sent in wrong.items()
    }

    assert dict.fromkeys(wrong, 422) == answers
    assert key["key"] != other["key"]
    assert key == github.get(f"{WEB}/actions/secrets/public-key").json()
