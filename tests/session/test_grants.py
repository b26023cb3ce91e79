"""What a person grants before a command starts covers that, so many times, and nothing else."""

from typing import Any

import pytest

from aegis_cli.errors import UsageError
from aegis_cli.providers.github.nouns.repos.repo_forks import ForkRepo
from aegis_cli.session.requests.grants import Grants, from_texts
from tests.helpers.rows import for_each


def act(
    action: str, *places: str, name: str = "s1", is_plain: bool = True, also: tuple[str, ...] = ()
) -> dict[str, Any]:
    actions = [action, *also]
    return {"id": name, "actions": actions, "places": list(places), "is_plain": is_plain}


def grants_of(*texts: str, left: int = 5) -> Grants:
    return from_texts(texts, left)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("issues.create@acme/web", act("issues.create", "acme/web")),
        ("issues.*@acme/*", act("issues.close", "acme/api")),
        ("issues.create@acme/web", act("issues.create", "Acme/Web")),
    ],
)
def test_a_grant_covers_its_action_at_its_place(text: str, wanted: dict[str, Any]) -> None:
    assert grants_of(text).reserve("a plan", [wanted]) == ["s1"]


@for_each(
    "wanted",
    [
        act("issues.close", "acme/web"),
        act("issues.create", "acme/api"),
        act("issues.create", "acme/web", "acme/api"),
        act("issues.create"),
        act("issues.create", "acme/web", is_plain=False),
        act("issues.create", "acme/web/x"),
    ],
    ids=["another action", "another place", "a second place", "nowhere", "strict", "deeper"],
)
def test_a_grant_covers_nothing_else(wanted: dict[str, Any]) -> None:
    grants = grants_of("issues.create@acme/web")

    assert grants.reserve("a plan", [wanted]) == []
    assert (grants.left, grants.uses) == (5, [])


def test_a_write_needs_a_grant_of_each_action_that_it_counts_as() -> None:
    labelled = act("issues.create", "acme/web", also=("issues.add_labels",))

    alone = grants_of("issues.create@acme/web")
    together = grants_of("issues.create@acme/*", "issues.add_labels@acme/web")

    assert [] == alone.reserve("a plan", [labelled])
    assert ["s1"] == together.reserve("a plan", [labelled])
    assert "issues.create at acme/web" == together.use("a plan", "s1")
    assert 4 == together.left


def test_a_grant_that_covers_nothing_without_another_names_that() -> None:
    with pytest.raises(UsageError, match=r"counts as pulls\.create too") as caught:
        grants_of("pulls.revert@acme/web")

    assert "Add --grant 'pulls.create@acme/web'." == caught.value.hint
    assert grants_of("pulls.revert@acme/web", "pulls.*@acme/*").grants


def test_a_grant_covers_no_fork_into_the_own_account() -> None:
    grants = grants_of("repos.*@acme/*")
    places = [str(place) for _, place in ForkRepo(repo="acme/web").containers()]

    assert ["acme/web", "your own account"] == places
    assert grants.reserve("a plan", [act("repos.fork", *places)]) == []


def test_an_owner_is_not_the_beginning_of_another() -> None:
    assert (
        grants_of("issues.*@acme/*").reserve("a plan", [act("issues.close", "acme-evil/web")]) == []
    )


def test_each_use_is_shown_with_every_place() -> None:
    grants = grants_of("issues.*@acme/*", "labels.*@acme/web")

    assert grants.reserve("a plan", [act("labels.create", "acme/web", name="s2")]) == ["s2"]
    assert grants.reserve("a plan", [act("issues.move", "acme/web", "acme/api")]) == ["s1"]
    assert grants.use("a plan", "s2") == "labels.create at acme/web"
    assert grants.use("a plan", "s1") == "issues.move at acme/web, acme/api"
    assert grants.uses == ["labels.create at acme/web", "issues.move at acme/web, acme/api"]
    assert grants.left == 3


def test_without_a_grant_no_write_is_granted() -> None:
    grants = grants_of(left=5)

    assert (grants.grants, grants.left) == ((), 0)
    assert grants.reserve("a plan", [act("issues.create", "acme/web")]) == []


def test_grants_end_after_so_many_writes() -> None:
    grants = grants_of("issues.create@acme/web", left=2)
    wanted = [act("issues.create", "acme/web", name=f"s{at}") for at in (1, 2, 3)]

    assert grants.reserve("a plan", wanted) == ["s1", "s2"]
    for write in ("s1", "s2"):
        assert grants.use("a plan", write)
    assert grants.reserve("another", wanted) == []
    assert (grants.left, grants.uses) == (0, ["issues.create at acme/web"] * 2)


def test_two_plans_at_once_never_get_the_last_one_twice() -> None:
    grants, wanted = grants_of("issues.create@acme/web", left=1), act("issues.create", "acme/web")

    assert grants.reserve("first", [wanted]) == ["s1"]
    assert grants.reserve("second", [wanted]) == []
    assert (grants.use("second", "s1"), grants.use("first", "s2")) == ("", "")
    assert (grants.left, grants.uses) == (1, [])


def test_a_plan_that_sent_nothing_used_nothing() -> None:
    grants, wanted = grants_of("issues.create@acme/web", left=1), act("issues.create", "acme/web")

    grants.reserve("first", [wanted])
    grants.release("first")
    assert grants.use("first", "s1") == ""
    assert (grants.left, grants.uses) == (1, [])
    assert grants.reserve("second", [wanted]) == ["s1"]
    grants.use("second", "s1")
    grants.release("second")
    assert (grants.left, grants.uses) == (0, ["issues.create at acme/web"])


def test_a_grant_is_used_once_for_a_write_that_goes_once() -> None:
    grants, wanted = grants_of("issues.create@acme/web", left=3), act("issues.create", "acme/web")

    assert grants.reserve("a plan", [wanted]) == grants.reserve("a plan", [wanted]) == ["s1"]
    assert (grants.use("a plan", "s1"), grants.use("a plan", "s1")) == (
        "issues.create at acme/web",
        "",
    )
    assert grants.left == 2


@for_each(
    "text",
    [
        "",
        "issues.create",
        "issues.create@acme",
        "@acme/web",
        "*@acme/web",
        "issues.create@*/*",
        "issues.create@github:*/*",
        "issues.create@github:*",
        "issues.create@github:acme/w*",
        "issues.create@acme/web\n",
        "issues.create@acme/w*",
    ],
)
def test_what_is_no_grant_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no grant") as caught:
        from_texts([text], 5)
    assert "--grant 'issues.create@acme/web'" in (caught.value.hint or "")


@pytest.mark.parametrize(
    "text", ["repos.delete@acme/web", "issues.list@acme/web", "issues.nothing@acme/web"]
)
def test_a_grant_that_could_cover_nothing_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="could cover nothing"):
        grants_of(text)


@pytest.mark.usefixtures("board")
@pytest.mark.parametrize("text", ["board.notes.post@board:#eng-*", "board.notes.*@board:#ENG-web"])
def test_a_grant_of_another_provider_covers_its_action_in_its_place_alone(text: str) -> None:
    assert grants_of(text).reserve("a plan", [act("board.notes.post", "board:#eng-web")]) == ["s1"]
    for other in (
        act("board.notes.post", "board:#lobby"),
        act("board.notes.post", "board:#eng-web", "board:#lobby"),
        act("board.notes.post", "board:#eng-web", "acme/web"),
        act("board.notes.post", "#eng-web"),
        act("board.notes.post"),
        act("issues.create", "acme/web"),
    ):
        assert grants_of(text).reserve("a plan", [other]) == []
    grants = grants_of(text)
    assert Grants.from_kept(grants.kept).grants == grants.grants


@pytest.mark.usefixtures("board")
def test_a_grant_at_github_covers_nothing_at_another_provider() -> None:
    for place in ("board:#eng-web", "#eng-web", "acme/web"):
        assert grants_of("*.*@acme/*").reserve("a plan", [act("board.notes.post", place)]) == []


@pytest.mark.usefixtures("board")
@for_each(
    "text",
    [
        "issues.create@board:#lobby",
        "board.notes.post@acme/web",
        "notes.post@board:#lobby",
        "board.notes.list@board:#lobby",
        "board.notes.post@board:#a@b",
        "board.notes.post@board:lobby",
        "board.notes.post@board:acme/web",
    ],
)
def test_a_grant_whose_place_is_not_of_its_provider_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"is no grant|could cover nothing"):
        from_texts([text], 1)
