"""What people do beside repositories: stars, followers, gists, organizations and teams."""

from typing import Any

from starlette.testclient import TestClient

CHECKLIST, OTHERS = "aa5a315d61ae9438b18d", "0f1e2d3c4b5a69788796"


def logins(github: TestClient, path: str) -> list[str]:
    return [each["login"] for each in github.get(path).json()]


def gist(github: TestClient, number: str) -> Any:
    return github.get(f"/gists/{number}").json()


def test_a_star_is_counted_once_and_taken_off(github: TestClient) -> None:
    def seen() -> tuple[list[str], int, list[str]]:
        mine = [each["full_name"] for each in github.get("/user/starred").json()]
        stars: int = github.get("/repos/acme/api").json()["stargazers_count"]
        return mine, stars, logins(github, "/repos/acme/api/stargazers")

    before = seen()
    for _ in range(2):
        github.put("/user/starred/acme/api")
    given = seen()
    for _ in range(2):
        github.delete("/user/starred/acme/api")

    assert (["acme/api", *before[0]], before[1] + 1, ["mona", *before[2]]) == given
    assert before == seen()


def test_stars_are_sorted_and_those_of_others_hide_what_is_private(
    github: TestClient, anonymous: TestClient
) -> None:
    path = "/users/bob/starred"
    names = {"mona": github, "nobody": anonymous}
    found = {who: [one["name"] for one in door.get(path).json()] for who, door in names.items()}
    rising = github.get(f"{path}?direction=asc").json()

    assert {"mona": ["api", "web"], "nobody": ["web"]} == found
    assert ["web", "api"] == [each["name"] for each in rising]


def test_who_is_followed_has_one_follower_more(github: TestClient) -> None:
    github.put("/user/following/alice")
    github.delete("/user/following/bob")

    assert ["mona", "bob"] == logins(github, "/users/alice/followers")
    assert 2 == github.get("/users/alice").json()["followers"]
    assert [] == [each for each in logins(github, "/users/bob/followers") if each == "mona"]
    assert 404 == github.put("/user/following/nobody-here").status_code


def test_a_gist_is_made_changed_and_deleted(github: TestClient) -> None:
    made = github.post("/gists", json={"files": {"a.md": {"content": "One"}}}).json()
    path = f"/gists/{made['id']}"
    files = {"a.md": {"filename": "b.md"}, "c.md": {"content": "Two"}}
    github.patch(path, json={"description": "Both", "files": files})

    changed = gist(github, made["id"])
    assert (False, "Both") == (made["public"], changed["description"])
    held = {name: each["content"] for name, each in changed["files"].items()}
    assert {"b.md": "One", "c.md": "Two"} == held
    github.patch(path, json={"files": {"c.md": None}})
    assert ["b.md"] == [*gist(github, made["id"])["files"]]
    assert made["id"] == github.get("/gists").json()[0]["id"]
    assert 204 == github.delete(path).status_code
    assert 404 == github.get(path).status_code


def test_a_gist_of_another_is_forked_and_commented_on_but_not_changed(github: TestClient) -> None:
    copy = github.post(f"/gists/{OTHERS}/forks").json()
    github.post(f"/gists/{OTHERS}/comments", json={"body": "Thanks"})

    assert ("mona", True) == (copy["owner"]["login"], copy["public"])
    assert 1 == gist(github, OTHERS)["comments"]
    assert [copy["id"]] == [
        each["id"] for each in github.get("/gists").json() if "colours.css" in each["files"]
    ]
    assert 422 == github.post(f"/gists/{CHECKLIST}/forks").status_code
    assert 404 == github.patch(f"/gists/{OTHERS}", json={"description": "Mine"}).status_code
    assert 404 == github.delete(f"/gists/{OTHERS}").status_code


def test_no_list_of_others_shows_a_secret_gist_and_no_gist_is_empty(github: TestClient) -> None:
    shown = [each["public"] for each in github.get("/users/mona/gists").json()]
    empty = {"files": {"a.md": {"content": ""}}}

    assert [True] == shown
    assert 422 == github.post("/gists", json=empty).status_code


def test_who_leaves_an_organization_leaves_its_teams(github: TestClient) -> None:
    assert 204 == github.delete("/orgs/acme/members/bob").status_code

    assert "bob" not in logins(github, "/orgs/acme/members")
    assert ["hubot"] == logins(github, "/orgs/acme/teams/support/members")
    assert 404 == github.get("/orgs/acme/memberships/bob").status_code
    assert 404 == github.delete("/orgs/acme/members/bob").status_code


def test_an_owner_is_listed_as_one_and_others_remove_nobody(github: TestClient) -> None:
    assert ["alice", "mona"] == logins(github, "/orgs/acme/members?role=admin")
    assert ["bob", "hubot"] == logins(github, "/orgs/acme/members?role=member")
    assert 404 == github.delete("/orgs/octo-org/members/carol").status_code


def test_a_team_is_made_and_gets_and_loses_a_member(github: TestClient) -> None:
    teams = "/orgs/acme/teams"
    made = github.post(teams, json={"name": "Web reviewers", "privacy": "closed"}).json()
    member = f"{teams}/{made['slug']}/memberships/bob"
    joined = github.put(member, json={"role": "maintainer"}).json()
    listed = logins(github, f"{teams}/web-reviewers/members?role=maintainer")
    gone = [github.delete(member).status_code for _ in range(2)]

    assert ("web-reviewers", "closed", 1) == (made["slug"], made["privacy"], made["members_count"])
    assert ("maintainer", "active") == (joined["role"], joined["state"])
    assert ["mona", "bob"] == listed
    assert [204, 404] == gone
    assert ["mona"] == logins(github, f"{teams}/web-reviewers/members")
    assert 422 == github.post(teams, json={"name": "Web Reviewers"}).status_code


def test_an_outsider_is_invited_to_a_team(github: TestClient) -> None:
    invited = github.put("/orgs/acme/teams/core/memberships/carol").json()

    assert ("member", "pending") == (invited["role"], invited["state"])
    assert "carol" not in logins(github, "/orgs/acme/teams/core/members")
