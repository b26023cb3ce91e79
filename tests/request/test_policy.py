"""Policy: layers only narrow, deny wins, and a pattern means what a person reads in it."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aegis_cli.actions.action import Action
from aegis_cli.actions.catalog import ENTRIES, load
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.provider.names import Place, own_account
from aegis_cli.actions.results.views import Line
from aegis_cli.errors import Code, UsageError
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import OwnerName, RepoName
from aegis_cli.providers.github.nouns.context.users import GetMe
from aegis_cli.providers.github.nouns.issues.issue_changes import CloseIssue, CreateIssue
from aegis_cli.providers.github.nouns.issues.issues import ListIssues
from aegis_cli.providers.github.nouns.pull_requests.pull_changes import MergePull
from aegis_cli.providers.github.nouns.repos.commits import CompareCommits
from aegis_cli.providers.github.nouns.repos.repo_changes import CreateRepo, DeleteRepo
from aegis_cli.providers.github.nouns.repos.repos import GetRepo
from aegis_cli.request.policy import (
    Allow,
    Confirm,
    Decision,
    Deny,
    Layer,
    Policy,
    check_layer,
    judge,
)
from tests.actions.cases import CASES
from tests.helpers.rows import for_each
from tests.helpers.trial_actions import AddRepoToTeam


class Look(
    GitHubAction[None],
    op="repos/list-for-authenticated-user",
    action="tests.look",
    effect=Effect.READ,
    needs="issues:read",
    everywhere=True,
    says="Look",
    view=Line("Done"),
    verbs=("look",),
):
    """Look in every repository, unless something says where."""

    repo: RepoName | None = None
    """Only in this repository."""
    owner: OwnerName | None = None
    """Only in the repositories of this organisation."""


UNHURRIED = settings(deadline=None)

READ = ListIssues(repo="acme/web")
WRITE = CreateIssue(repo="acme/web", title="Crash")
MERGE = MergePull(repo="acme/web", pull_number=12)
DESTROY = DeleteRepo(repo="acme/web")
WITHOUT_REPO = CreateRepo(name="web")


def decision(action: Action[Any], *layers: Layer) -> Decision:
    return judge(action, Policy(layers))


def rules(**rule: Any) -> Layer:
    return Layer("the options", **rule)


@pytest.mark.parametrize(
    ("action", "expected"),
    [(READ, Allow()), (GetMe(), Allow()), (WRITE, Confirm()), (DESTROY, Confirm())],
)
def test_without_a_rule_a_read_runs_and_a_write_needs_a_person(
    action: Action[Any], expected: Decision
) -> None:
    assert expected == decision(action)
    assert expected == decision(action, rules())


@for_each(
    ("layer", "reason"),
    [
        (rules(deny=("issues.create",)), "the options denies issues.create"),
        (rules(deny=("issues.*",)), "the options denies issues.create"),
        (rules(deny=("*",)), "the options denies issues.create"),
        (
            rules(allow=("issues.list",)),
            "the options allows only issues.list, and not issues.create",
        ),
        (rules(allow=()), "the options allows only nothing, and not issues.create"),
        (
            rules(max_effect=Effect.READ),
            "the options allows nothing above read; issues.create is write",
        ),
        (
            rules(places=("acme/api", "beta/*")),
            "the options allows only acme/api, beta/*, and not acme/web",
        ),
        (rules(places=()), "the options allows only nothing, and not acme/web"),
    ],
)
def test_each_rule_denies_with_its_reason(layer: Layer, reason: str) -> None:
    assert Deny((reason,)) == decision(WRITE, layer)


LABELLED = CreateIssue(repo="acme/web", title="Crash", labels=("bug",))
ALSO = "issues.add_labels, which this issues.create does too"


@for_each(
    ("layer", "reasons"),
    [
        (rules(deny=("issues.add_labels",)), (f"the options denies {ALSO}",)),
        (rules(deny=("*.add_labels",)), (f"the options denies {ALSO}",)),
        (
            rules(allow=("issues.create",)),
            (f"the options allows only issues.create, and not {ALSO}",),
        ),
        (rules(allow=("issues.create", "issues.add_labels")), ()),
        (rules(allow=("issues.*",), deny=("issues.close",)), ()),
    ],
)
def test_a_call_is_judged_as_each_action_that_it_counts_as(
    layer: Layer, reasons: tuple[str, ...]
) -> None:
    assert (Deny(reasons) if reasons else Confirm()) == decision(LABELLED, layer)
    assert not isinstance(decision(WRITE, replace(layer, deny=())), Deny)


def test_every_reason_is_told_at_once() -> None:
    denied = decision(
        WRITE,
        Layer("config.toml", deny=("issues.*",), places=("acme/api",)),
        Layer("the options", max_effect=Effect.READ),
    )

    assert isinstance(denied, Deny)
    assert 3 == len(denied.reasons)


@for_each(
    "layer",
    [
        rules(allow=("issues.*",)),
        rules(allow=("issues.create", "nothing.else")),
        rules(places=("acme/web",)),
        rules(max_effect=Effect.WRITE),
        rules(max_effect=Effect.ASKED),
        rules(max_effect=Effect.DESTRUCTIVE),
        rules(deny=("repos.*",)),
    ],
)
def test_a_rule_that_lets_a_write_through_still_asks_a_person(layer: Layer) -> None:
    assert Confirm() == decision(WRITE, layer)


def test_deny_wins_over_allow_in_one_layer_and_across_layers() -> None:
    everything = rules(allow=("*",))

    assert isinstance(decision(WRITE, rules(allow=("*",), deny=("issues.create",))), Deny)
    assert isinstance(decision(WRITE, everything, rules(deny=("issues.create",))), Deny)
    assert isinstance(decision(WRITE, rules(deny=("issues.create",)), everything), Deny)


def test_what_one_layer_forbids_no_other_layer_allows_again() -> None:
    reads_only = Layer("config.toml", max_effect=Effect.READ)
    generous = Layer("the options", allow=("*",), places=("*/*",), max_effect=Effect.DESTRUCTIVE)

    assert isinstance(decision(WRITE, reads_only, generous), Deny)
    assert isinstance(decision(WRITE, generous, reads_only), Deny)


@pytest.mark.parametrize(
    ("most", "lets_through"),
    [
        (Effect.READ, {Effect.READ}),
        (Effect.WRITE, {Effect.READ, Effect.WRITE}),
        (Effect.ASKED, {Effect.READ, Effect.WRITE, Effect.ASKED}),
        (Effect.DESTRUCTIVE, {*Effect}),
    ],
)
def test_max_effect_bounds_the_effect(most: Effect, lets_through: set[Effect]) -> None:
    found = {
        action.facts.effect
        for action in (READ, WRITE, MERGE, DESTROY)
        if not isinstance(decision(action, rules(max_effect=most)), Deny)
    }

    assert lets_through == found


@for_each(
    ("pattern", "repo", "covered"),
    [
        ("acme/web", "acme/web", True),
        ("acme/web", "Acme/WEB", True),
        ("ACME/Web", "acme/web", True),
        ("acme/*", "acme/web", True),
        ("*/web", "acme/web", True),
        ("*/*", "acme/web", True),
        ("a*/w?b", "acme/web", True),
        ("acme/[vw]eb", "acme/web", True),
        ("acme/web", "acme/website", False),
        ("acme/web", "acme/we", False),
        ("acme/web", "acmeweb/web", False),
        ("acme*/web", "acme/web", True),
        ("acme/*", "acme-evil/web", False),
        ("*/web", "acme/web.evil", False),
        ("acme/w.b", "acme/web", False),
        ("acme/[!v]eb", "acme/veb", False),
    ],
)
def test_a_repository_pattern_compares_owner_and_name_each_alone(
    pattern: str, repo: str, *, covered: bool
) -> None:
    found = decision(GetRepo(repo=repo), rules(places=(pattern,)))

    assert covered is (found == Allow())


def test_who_acts_is_subject_to_all_but_the_patterns() -> None:
    action = GetMe()
    name = action.facts.action

    assert not isinstance(decision(action, rules(places=("acme/web",))), Deny)
    assert isinstance(decision(action, rules(deny=(name,))), Deny)
    assert isinstance(decision(action, rules(allow=("issues.get",))), Deny)


def test_a_repository_without_an_owner_is_still_bounded_by_its_effect() -> None:
    layer = rules(places=("acme/web",), max_effect=Effect.READ)

    assert isinstance(decision(WITHOUT_REPO, layer), Deny)


def test_names_of_actions_are_compared_as_they_are_written() -> None:
    assert Confirm() == decision(WRITE, rules(deny=("Issues.Create",)))


_GLOBS = st.one_of(
    st.sampled_from(tuple(ENTRIES)),
    st.sampled_from(["*", "issues.*", "*.list", "repos.?et", "none.*", "[ir]*", ""]),
)
_PATTERNS = st.sampled_from(["acme/web", "ACME/*", "*/web", "*/*", "beta/x", "a*/*", "*/[!w]*"])
_LAYERS = st.builds(
    Layer,
    name=st.sampled_from(["config.toml", "the options"]),
    allow=st.none() | st.lists(_GLOBS, max_size=3).map(tuple),
    deny=st.lists(_GLOBS, max_size=2).map(tuple),
    places=st.none() | st.lists(_PATTERNS, max_size=2).map(tuple),
    max_effect=st.none() | st.sampled_from(Effect),
)
_REPOS = st.from_regex(r"[A-Za-z0-9]{1,8}/[A-Za-z0-9._-]{1,8}[a-f]", fullmatch=True)
_ACTIONS: st.SearchStrategy[Action[Any]] = st.one_of(
    _REPOS.map(lambda repo: GetRepo(repo=repo)),
    _REPOS.map(lambda repo: DeleteRepo(repo=repo)),
    _REPOS.map(lambda repo: CloseIssue(repo=repo, issue_number=1)),
    st.sampled_from([READ, WRITE, DESTROY, WITHOUT_REPO, GetMe()]),
)


@UNHURRIED
@given(action=_ACTIONS, layers=st.lists(_LAYERS, max_size=4), more=_LAYERS, at=st.integers(0, 4))
def test_adding_a_layer_never_turns_a_deny_into_anything_else(
    action: Action[Any], layers: list[Layer], more: Layer, at: int
) -> None:
    before = decision(action, *layers)

    after = decision(action, *layers[:at], more, *layers[at:])

    if isinstance(before, Deny):
        assert isinstance(after, Deny)
        assert set(before.reasons) <= set(after.reasons)
    else:
        assert isinstance(after, Deny) or before == after


@UNHURRIED
@given(action=_ACTIONS, layers=st.lists(_LAYERS, max_size=4))
def test_no_policy_ever_lets_a_write_run_without_a_person(
    action: Action[Any], layers: list[Layer]
) -> None:
    found = decision(action, *layers)

    assert (found == Allow()) <= (action.facts.effect is Effect.READ)


@UNHURRIED
@given(action=_ACTIONS, layer=_LAYERS, name=_GLOBS)
def test_another_denied_name_or_a_lower_bound_only_narrows_a_layer(
    action: Action[Any], layer: Layer, name: str
) -> None:
    more = Layer(layer.name, layer.allow, (*layer.deny, name), layer.places, Effect.READ)

    if isinstance(decision(action, layer), Deny):
        assert isinstance(decision(action, more), Deny)


@pytest.mark.parametrize(
    ("org", "repo", "denied"),
    [
        ("acme", "acme/web", []),
        ("acme", "acme/docs", ["acme/docs"]),
        ("beta", "acme/web", ["beta"]),
        ("Beta", "acme/docs", ["Beta", "acme/docs"]),
    ],
)
def test_every_container_must_be_covered(org: str, repo: str, denied: list[str]) -> None:
    action = AddRepoToTeam(org=org, team_slug="reviewers", repo=repo)

    found = decision(action, rules(places=("acme/web", "acme/api")))

    reasons = tuple(
        f"the options allows only acme/web, acme/api, and not {container}" for container in denied
    )
    assert found == (Deny(reasons) if denied else Confirm())
    assert action.containers() == (
        ("org", Place(name=org)),
        ("repo", Place(name=repo)),
    )


@pytest.mark.parametrize("head", ["beta:main", "beta:web:main", "x...beta:main"])
def test_a_comparison_reads_no_fork_that_is_not_allowed(head: str) -> None:
    action = CompareCommits(repo="acme/web", base="main", head=head)
    assert isinstance(decision(action, rules(places=("acme/*",))), Deny)
    assert isinstance(decision(action, rules(places=("acme/*", "beta/*"))), Allow)


@for_each(
    ("given", "repos", "outside"),
    [
        ({}, ("acme/*",), "every repository, where tests.look looks if none is named"),
        ({}, ("*/*",), "every repository, where tests.look looks if none is named"),
        ({}, (), "every repository, where tests.look looks if none is named"),
        ({"repo": "acme/web"}, ("acme/*",), ""),
        ({"repo": "acme/web"}, ("acme/web",), ""),
        ({"repo": "acme/web"}, ("acme/api",), "acme/web"),
        ({"owner": "acme"}, ("acme/web",), "all of acme"),
        ({"owner": "acme"}, ("acme/?",), "all of acme"),
        ({"owner": "acme"}, ("acme/*b",), "all of acme"),
        ({"owner": "acme"}, ("*/web",), "all of acme"),
        ({"owner": "acme"}, ("mona/*",), "all of acme"),
        ({"owner": "acme"}, ("acme/*",), ""),
        ({"owner": "ACME"}, ("acme/web", "a*/**"), ""),
        ({"owner": "acme", "repo": "mona/site"}, ("acme/*",), "mona/site"),
        ({"owner": "mona", "repo": "acme/web"}, ("acme/*",), "all of mona"),
    ],
)
def test_what_looks_everywhere_must_say_where_and_be_covered(
    given: dict[str, str], repos: tuple[str, ...], outside: str
) -> None:
    action = Look.model_validate(given)

    allowed = f"the options allows only {', '.join(repos) or 'nothing'}"
    expected = Deny((f"{allowed}, and not {outside}",)) if outside else Allow()
    assert expected == decision(action, rules(places=repos))
    assert Allow() == decision(action, rules())


def test_an_organisation_is_compared_with_the_owners_of_the_patterns() -> None:
    action = AddRepoToTeam(org="beta", team_slug="reviewers", repo="acme/website")

    assert Confirm() == decision(action, rules(places=("*/website",)))
    assert isinstance(decision(action, rules(places=("acme/*",))), Deny)
    assert isinstance(decision(action, rules(places=())), Deny)


@UNHURRIED
@given(repo=_REPOS, pattern=_REPOS)
def test_a_pattern_without_a_star_covers_one_repository_whatever_its_case(
    repo: str, pattern: str
) -> None:
    allowed = decision(GetRepo(repo=repo), rules(places=(pattern,))) == Allow()

    assert (repo.casefold() == pattern.casefold()) is allowed


@UNHURRIED
@given(repo=_REPOS, other=_REPOS)
def test_a_star_does_not_cross_the_slash(repo: str, other: str) -> None:
    owner = repo.split("/", maxsplit=1)[0]
    layer = rules(places=(f"{owner}/*",))

    allowed = decision(GetRepo(repo=other), layer) == Allow()

    assert (other.split("/", maxsplit=1)[0].casefold() == owner.casefold()) is allowed


@pytest.mark.parametrize(
    "layer",
    [
        rules(),
        rules(allow=(), deny=(), places=()),
        rules(allow=("issues.*", "users.get_me"), deny=("*.delete",)),
        rules(places=("acme/web", "acme/*", "*/website", "*/*")),
    ],
)
def test_rules_whose_names_exist_are_returned_unchanged(layer: Layer) -> None:
    assert layer is check_layer(layer)


@for_each("name", ["issues.destroy", "Issues.*", "issue.*", "", "issues", " *", "[*"])
@for_each("rule", ["allow", "deny"])
def test_a_rule_that_names_no_action_is_a_mistake(rule: str, name: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_layer(rules(**{rule: ("users.get_me", name)}))

    assert Code.BAD_SETTINGS is caught.value.code
    assert f"No action is called {name!r}, which the options names." == str(caught.value)
    assert "aegis actions" in (caught.value.hint or "")


@for_each("pattern", ["acme", "acme/", "/web", "acme/web/x", "*", "", "/", "[a/b]/c"])
def test_a_repository_pattern_that_is_not_owner_and_name_is_a_mistake(pattern: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_layer(rules(places=("acme/web", pattern)))

    assert Code.BAD_SETTINGS is caught.value.code
    assert repr(pattern) in str(caught.value)
    assert "acme/*" in (caught.value.hint or "")


OUTSIDE = (
    "gists.add_comment gists.create gists.create_public gists.delete gists.fork gists.get "
    "gists.list gists.list_for_user gists.star gists.unstar gists.update orgs.list_mine "
    "orgs.search repos.create repos.list_for_user repos.list_mine stars.list_for_user "
    "stars.list_mine teams.list_for_user teams.list_mine users.follow users.get "
    "users.list_followers users.search users.unfollow"
).split()
"""What is in no repository, and shows or makes more than who acts."""
OF_SERVICE = ("meta.get", "rate_limit.get", "users.get_me")


def placeless() -> dict[str, Action[Any]]:
    """Return the case of each action that names no place, and looks in none."""
    calls = {name: case.call for name, case in CASES.items()}
    return {
        name: call
        for name, call in calls.items()
        if not (call.containers() or type(call).facts.everywhere)
    }


def test_what_is_outside_of_every_place_is_denied_where_a_rule_names_places() -> None:
    named = rules(places=("acme/web",))
    judged = {name: decision(call, named) for name, call in placeless().items()}

    assert OUTSIDE == sorted(name for name, found in judged.items() if isinstance(found, Deny))
    assert [*OF_SERVICE] == sorted(n for n, found in judged.items() if found == Allow())
    assert Deny(
        ("the options allows only acme/web, and not gists.create, which is in no repository",)
    ) == judged.get("gists.create")


IN_OWN_ACCOUNT = (
    ("repos.fork", {"repo": "acme/web"}, "organization"),
    ("repos.create_from_template", {"repo": "acme/web", "name": "mine"}, "owner"),
)


@pytest.mark.parametrize(
    ("name", "arguments", "field"),
    IN_OWN_ACCOUNT,
)
def test_what_is_made_in_the_own_account_is_outside_though_it_is_made_from_a_place(
    name: str, arguments: dict[str, str], field: str
) -> None:
    make, named = load(name).model_validate, rules(places=("acme/web",))

    assert Deny(("the options allows only acme/web, and not your own account",)) == decision(
        make(arguments), named
    )
    assert Confirm() == decision(make({**arguments, field: "acme"}), named)
    assert Confirm() == decision(make(arguments), rules(places=("acme/web",), allow=("*", name)))


def test_the_own_account_is_at_the_provider_of_what_is_made_there() -> None:
    assert ["github", "slack"] == [each.provider for each in (own_account(), own_account("slack"))]


@for_each("name", OUTSIDE)
def test_it_is_allowed_by_its_name_in_the_same_rule_and_by_no_glob(name: str) -> None:
    call = placeless()[name]

    for allow in ((name,), (f"github.{name}", "issues.*")):
        found = decision(call, rules(places=("acme/web",), allow=allow))
        assert not isinstance(found, Deny)
    for allow in (("*",), (f"{name.partition('.')[0]}.*",)):
        assert isinstance(decision(call, rules(places=("acme/web",), allow=allow)), Deny)
    elsewhere = (rules(places=("acme/web",)), Layer("config.toml", allow=(name,)))
    assert isinstance(decision(call, *elsewhere), Deny)
