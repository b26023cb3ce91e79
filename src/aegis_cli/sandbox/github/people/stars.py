"""The stars that people give repositories."""

from aegis_cli.sandbox.github.api import errors, queries
from aegis_cli.sandbox.github.api.call import Call, Reply
from aegis_cli.sandbox.github.api.repo_shapes import repository
from aegis_cli.sandbox.github.world.person import Person
from aegis_cli.sandbox.github.world.world import Repo


def list_mine(call: Call) -> Reply:
    """List the repositories that the viewer starred."""
    return _starred_by(call, call.me)


def list_for_user(call: Call) -> Reply:
    """List the repositories that a person starred, those that the viewer may see."""
    return _starred_by(call, errors.present(call.world.person(call.params["username"])))


def list_stargazers(call: Call) -> Reply:
    """List those who starred a repository, as far as they are people of this world."""
    starred = call.world.starred.items()
    logins = [login for login, ids in starred if call.repo.id in ids]
    return queries.page_of(call, [call.world.people[login] for login in logins])


def add(call: Call) -> Reply:
    """Star a repository; one that has the star keeps it."""
    return _star(call, is_given=True)


def remove(call: Call) -> Reply:
    """Take the star of the viewer off a repository."""
    return _star(call, is_given=False)


def _star(call: Call, *, is_given: bool) -> Reply:
    login, repo = call.me.login, call.repo
    before = call.world.starred.get(login, ())
    others = tuple(each for each in before if each != repo.id)
    call.world.starred[login] = (*others, repo.id) if is_given else others
    repo.stars += is_given - (repo.id in before)
    return Reply(status=204)


def _starred_by(call: Call, person: Person) -> Reply:
    ids = call.world.starred.get(person.login, ())
    repos = [call.world.repos[each] for each in ids if each in call.world.repos]
    seen = [repo for repo in repos if call.may_see(repo)]
    keys = {"created": seen.index, "updated": lambda repo: repo.pushed_at}
    ordered: list[Repo] = queries.sort(call, seen, keys, resource="Repository")
    return queries.page_of(call, ordered, lambda repo: repository(call, repo, call.viewer))
