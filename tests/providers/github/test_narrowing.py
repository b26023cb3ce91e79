"""What a plan's own token must reach: no more than its repositories and the least permissions."""

from typing import Any

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call
from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.provider.derived_token import NotNarrowed
from aegis_cli.actions.results.views import Line
from aegis_cli.actions.targets.target import Made, Target
from aegis_cli.core.secret import Secret
from aegis_cli.providers.github.github_types import RepoName
from aegis_cli.providers.github.narrowing import scope_of
from aegis_cli.providers.github.nouns.context.rate_limit import GetRateLimit
from aegis_cli.providers.github.nouns.context.users import GetMe
from aegis_cli.providers.github.nouns.issues.issue_changes import CloseIssue, CreateIssue
from aegis_cli.providers.github.nouns.issues.issues import GetIssue, ListIssues
from aegis_cli.providers.github.nouns.labels.labels import ListLabels
from aegis_cli.providers.github.nouns.pull_requests.pulls import GetPull, ListPulls
from aegis_cli.providers.github.nouns.repos.repo_changes import CreateRepo, DeleteRepo
from aegis_cli.providers.github.nouns.repos.repos import GetRepo, ListMyRepos
from aegis_cli.providers.github.resources import Repository
from aegis_cli.providers.github.token_reach import TokenReach, kind_of
from tests.helpers.confirmed_actions import pins_of_repo
from tests.helpers.rows import for_each

WEB = "acme/web"
READ = ("metadata", "read")


class GetNarrowingTasks(
    Action[None],
    action="tests.narrowing_tasks",
    effect=Effect.READ,
    needs="agent_tasks:read",
    endpoint="GET /repos/{repo}/agents/tasks",
    says="List the tasks of agents of {repo}",
    view=Line("Done"),
    verbs=("list",),
):
    """Needs a permission that no derivation can name."""

    repo: RepoName
    """Repository."""


class GetNarrowingEither(
    Action[None],
    action="tests.narrowing_either",
    effect=Effect.READ,
    needs="issue_types:read or issues:read",
    endpoint="GET /repos/{repo}/types",
    says="List the types of {repo}",
    view=Line("Done"),
    verbs=("list",),
):
    """Needs one permission of which a derivation can name only the second."""

    repo: RepoName
    """Repository."""


class MergeNarrowingPull(
    Action[None],
    action="tests.narrowing_merge",
    effect=Effect.WRITE,
    target=Made(),
    needs="agent_tasks:write+issues:read or pages:write+issues:read",
    endpoint="POST /repos/{repo}/pages",
    says="Merge into {repo}",
    view=Line("Done"),
    verbs=("merge",),
):
    """Needs two permissions together, one of which has an alternative that none can name."""

    repo: RepoName
    """Repository."""


class PutNarrowingVariable(
    Action[None],
    action="tests.narrowing_together",
    effect=Effect.WRITE,
    target=Made(),
    needs="contents:write+agent_tasks:write",
    endpoint="PUT /repos/{repo}/agent",
    says="Put something into {repo}",
    view=Line("Done"),
    verbs=("put",),
):
    """Needs a permission that no derivation can name beside one that it can."""

    repo: RepoName
    """Repository."""


class GetNarrowingRelease(
    Action[Repository],
    action="tests.narrowing_release",
    effect=Effect.READ,
    needs="contents:read",
    endpoint="GET /repos/{repo}/releases/latest",
    says="Show the release of {repo}",
    view=Line("Done"),
    verbs=("show",),
):
    """Shows what the next one destroys."""

    repo: RepoName
    """Repository."""


class DeleteNarrowingPage(
    Action[None],
    action="tests.narrowing_page",
    effect=Effect.DESTRUCTIVE,
    needs="pages:write",
    endpoint="DELETE /repos/{repo}/pages",
    says="Delete the page of {repo}",
    view=Line("Done"),
    verbs=("delete",),
    target=Target(read=GetNarrowingRelease, pins=("id",)),
    confirmation=Confirmation(phrase="{repo}", same="{@repo}"),
):
    """Reads its target by another permission than it needs itself."""

    repo: RepoName
    """Repository."""


def scope(*actions: Action[Any]) -> TokenReach | NotNarrowed:
    return scope_of(
        [
            Call(f"s{at}", action, preconditions=pins_of_repo(action, 7))
            for at, action in enumerate(actions)
        ]
    )


CLOSE = CloseIssue(repo=WEB, issue_number=1)
MERGE = MergeNarrowingPull(repo=WEB)
DELETE = DeleteNarrowingPage(repo=WEB)


@for_each(
    ("actions", "permissions"),
    [
        ([GetRepo(repo=WEB)], (READ,)),
        ([ListIssues(repo=WEB)], (("issues", "read"), READ)),
        ([DeleteRepo(repo=WEB)], (("administration", "write"), READ)),
        ([ListIssues(repo=WEB), CreateIssue(repo=WEB, title="x")], (("issues", "write"), READ)),
        ([CreateIssue(repo=WEB, title="x"), ListIssues(repo=WEB)], (("issues", "write"), READ)),
        ([ListPulls(repo=WEB)], (READ, ("pull_requests", "read"))),
        ([GetMe(), GetRateLimit(), GetRepo(repo=WEB)], (READ,)),
        ([GetNarrowingEither(repo=WEB)], (("issues", "read"), READ)),
        ([MERGE], (("issues", "read"), READ, ("pages", "write"))),
        ([MERGE, CLOSE], (("issues", "write"), READ, ("pages", "write"))),
        ([DELETE, MERGE], (("contents", "read"), ("issues", "read"), READ, ("pages", "write"))),
        ([DELETE], (("contents", "read"), READ, ("pages", "write"))),
    ],
)
def test_the_permissions_are_those_that_the_actions_declare_and_metadata(
    actions: list[Action[Any]], permissions: tuple[tuple[str, str], ...]
) -> None:
    only_reads = all(action.facts.effect is Effect.READ for action in actions)

    assert TokenReach("acme", ("web",), permissions, only_reads) == scope(*actions)


@for_each(
    ("actions", "permissions"),
    [
        ([CLOSE], {"issues": "write"}),
        ([CLOSE, CreateIssue(repo=WEB, title="x")], {"issues": "write"}),
        ([ListLabels(repo=WEB), ListPulls(repo=WEB)], {"pull_requests": "read"}),
        ([ListLabels(repo=WEB), CLOSE], {"issues": "write"}),
        ([CLOSE, ListPulls(repo=WEB)], {"issues": "write", "pull_requests": "read"}),
    ],
)
def test_of_several_permissions_one_suffices_and_best_one_that_is_needed_anyway(
    actions: list[Action[Any]], permissions: dict[str, str]
) -> None:
    found = scope(*actions)

    assert isinstance(found, TokenReach)
    assert permissions | {"metadata": "read"} == dict(found.permissions)


def test_each_repository_is_named_once_however_it_is_written() -> None:
    found = scope(
        GetRepo(repo="Acme/Web"), GetIssue(repo=WEB, issue_number=1), GetRepo(repo="acme/api")
    )

    assert isinstance(found, TokenReach)
    assert ("Acme", ("Web", "api")) == (found.owner, found.repositories)


@for_each(
    ("actions", "words"),
    [
        ([GetMe()], "No repository is named."),
        ([], "No repository is named."),
        ([ListMyRepos()], "repos.list_mine names no repository."),
        ([GetRepo(repo=WEB), CreateRepo(name="new")], "repos.create names no repository."),
        ([GetRepo(repo=WEB), GetRepo(repo="octo-org/web")], "several owners"),
        ([GetNarrowingTasks(repo=WEB)], "cannot have the permission agent_tasks:read."),
        ([PutNarrowingVariable(repo=WEB)], "cannot have the permission agent_tasks:write."),
    ],
)
def test_what_cannot_be_expressed_needs_the_wide_token_and_says_why(
    actions: list[Action[Any]], words: str
) -> None:
    found = scope(*actions)

    assert isinstance(found, NotNarrowed)
    assert words in found.reason


@pytest.mark.parametrize(
    ("token", "kind"),
    [
        ("ghu_0123", "ghu_"),
        ("gho_0123", "gho_"),
        ("github_pat_0123", "github_pat_"),
        ("gh", "unknown"),
        ("eyJhbGci", "unknown"),
    ],
)
def test_the_kind_of_a_token_is_how_it_begins(token: str, kind: str) -> None:
    assert kind == kind_of(Secret(token))


@pytest.mark.parametrize(
    ("beside", "permissions"),
    [
        ((), (READ, ("pull_requests", "read"))),
        (("reviews",), (READ, ("pull_requests", "read"))),
        (("checks",), (("checks", "read"), READ, ("pull_requests", "read"))),
        (("reviews", "checks"), (("checks", "read"), READ, ("pull_requests", "read"))),
    ],
)
def test_a_token_reaches_what_is_read_beside_a_call_where_policy_lets_it(
    beside: tuple[str, ...], permissions: tuple[tuple[str, str], ...]
) -> None:
    found = scope_of([Call("s1", GetPull(repo=WEB, pull_number=1), related=beside)])

    assert TokenReach("acme", ("web",), permissions, only_reads=True) == found
