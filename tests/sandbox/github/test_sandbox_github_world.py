"""The seeded world: always the same, believable, and hostile where it should be."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from aegis_cli.sandbox.github.beginnings.seeds import seed_world
from aegis_cli.sandbox.github.world.world import Issue, Repo, World

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)


@pytest.fixture
def world() -> World:
    return seed_world(NOW)


def repo(world: World, name: str) -> Repo:
    found = world.repo(name)
    assert found is not None
    return found


def mutable(value: Any) -> Iterator[Any]:
    """Return the containers and repositories of a world, at any depth."""
    if isinstance(value, World | Repo):
        yield value
        for each in fields(value):
            yield from mutable(getattr(value, each.name))
    elif isinstance(value, dict | list | set | tuple):
        if not isinstance(value, tuple):
            yield value
        for each in value.values() if isinstance(value, dict) else value:
            yield from mutable(each)


def issues(of: Repo) -> list[Issue]:
    return [issue for issue in of.issues.values() if issue.pull is None]


def test_the_same_start_time_gives_the_same_world(world: World) -> None:
    seed_world(NOW + timedelta(days=7))  # only the last world is kept
    again = seed_world(NOW)

    assert again.repos == world.repos
    assert again.people == world.people


def test_what_changes_in_one_world_changes_in_no_other(world: World) -> None:
    kept = {id(each): each for each in mutable(world)}

    assert len(kept) > 100
    assert [] == [each for each in mutable(seed_world(NOW)) if id(each) in kept]
    assert next(world.ids) == next(seed_world(NOW).ids)


def test_another_start_time_moves_every_date(world: World) -> None:
    later = seed_world(NOW + timedelta(days=7))

    before, after = repo(world, "acme/web").issues[12], repo(later, "acme/web").issues[12]
    assert after.created_at - before.created_at == timedelta(days=7)


def test_there_is_more_than_one_page_to_list(world: World) -> None:
    api = issues(repo(world, "acme/api"))

    assert len(api) == 45
    assert 30 < sum(issue.state == "open" for issue in api) < 45


def test_issue_12_of_acme_web_is_an_open_issue(world: World) -> None:
    twelve = repo(world, "acme/web").issues[12]

    assert (twelve.state, twelve.pull) == ("open", None)


def test_no_title_is_the_one_that_examples_open(world: World) -> None:
    titles = {issue.title for each in world.repos.values() for issue in each.issues.values()}

    assert "Crash on start" not in titles


def test_one_issue_is_hostile_to_terminals_and_models(world: World) -> None:
    hostile = repo(world, "acme/web").issues[13]

    assert hostile.author.login == "mallory"
    for text in (hostile.title, hostile.body or ""):
        assert "\x1b" in text
        assert "\u202e" in text
        assert "ignore previous instructions" in text


def test_nothing_happens_before_it_began_or_after_now(world: World) -> None:
    for each in world.repos.values():
        opened = [issue.created_at for issue in each.issues.values()]
        assert opened == sorted(opened), each.full_name
        for issue in each.issues.values():
            moments = [comment.created_at for comment in issue.comments]
            assert moments == sorted(moments), issue.title
            assert all(issue.created_at <= when <= NOW for when in moments), issue.title
            assert issue.created_at <= issue.updated_at <= NOW, issue.title
            assert (issue.state == "closed") == (issue.closed_at is not None), issue.title


def test_every_id_is_used_once(world: World) -> None:
    ids = [
        thing.id
        for each in world.repos.values()
        for things in (each.issues.values(), each.labels.values(), each.milestones.values())
        for thing in things
    ]

    assert len(ids) == len(set(ids))
