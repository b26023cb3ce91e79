"""The broker's policy: it narrows what scope and permissions allow, and never widens it."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aegis_cli.actions import catalog
from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.broker.http.access_token import Caller
from aegis_cli.broker.whitelist import NEEDED, Whitelist
from aegis_cli.errors import Code, UsageError
from aegis_cli.providers.github.nouns.context.users import GetMe
from aegis_cli.providers.github.nouns.issues.issue_changes import CloseIssue, CreateIssue
from aegis_cli.providers.github.nouns.issues.issues import ListIssues
from aegis_cli.providers.github.nouns.pull_requests.pull_changes import MergePull
from aegis_cli.providers.github.nouns.repos.repo_changes import CreateRepo, DeleteRepo
from aegis_cli.providers.github.nouns.repos.repos import ListMyRepos
from tests.helpers.rows import for_each
from tests.other_providers.board.notes import PostNote

DOCS = Path(__file__).parents[2] / "docs" / "broker-policy.md"
PATH = "/etc/aegis/policy.toml"
SCOPES = ("aegis:read", "aegis:write", "aegis:admin")

READ = ListIssues(repo="acme/web")
WRITE = CreateIssue(repo="acme/web", title="Crash")
MERGE = MergePull(repo="acme/web", pull_number=12)
DELETE = DeleteRepo(repo="acme/web")
NO_SECTION = ("the policy of this broker has no section for the caller",)


def caller(
    *scope: str, permissions: tuple[str, ...] | None = None, roles: tuple[str, ...] = ()
) -> Caller:
    """Make a caller; without a scope, with all of them."""
    return Caller(
        subject="github|583231",
        client_id="native-client",
        scope=frozenset(scope or SCOPES),
        permissions=None if permissions is None else frozenset(permissions),
        auth_time=None,
        expires_at=0.0,
        roles=frozenset(roles),
    )


def reasons(text: str, who: Caller, *actions: Action[Any]) -> tuple[str, ...]:
    return Whitelist.load(text, PATH).judge(who, actions)


def test_each_effect_needs_its_own_scope() -> None:
    assert {
        Effect.READ: "aegis:read",
        Effect.WRITE: "aegis:write",
        Effect.ASKED: "aegis:write",
        Effect.DESTRUCTIVE: "aegis:admin",
    } == NEEDED


@for_each(
    ("action", "scope", "expected"),
    [
        (READ, ("aegis:read",), ()),
        (READ, ("openid", "aegis:write"), ("the session lacks the scope aegis:read",)),
        (WRITE, ("aegis:write",), ()),
        (WRITE, ("aegis:read",), ("the session lacks the scope aegis:write",)),
        (MERGE, SCOPES, ()),
        (MERGE, ("aegis:read", "aegis:write"), ("the session lacks the scope aegis:admin",)),
        (MERGE, ("aegis:read", "aegis:admin"), ("the session lacks the scope aegis:write",)),
        (DELETE, SCOPES, ()),
        (DELETE, ("aegis:read", "aegis:write"), ("the session lacks the scope aegis:admin",)),
    ],
)
def test_without_a_file_the_scope_decides(
    action: Action[Any], scope: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    who = caller(*scope)

    assert expected == Whitelist().judge(who, [action])
    assert expected == reasons("", who, action)
    assert bool(expected) == bool(Whitelist().missing(who, [action]))


def test_what_the_session_lacks_is_named_for_the_challenge() -> None:
    missing = Whitelist().missing

    assert ("aegis:admin", "aegis:write") == missing(caller("aegis:read"), [READ, WRITE, DELETE])
    assert () == missing(caller(), [])


def test_permissions_are_a_ceiling() -> None:
    who = caller(permissions=("aegis:read",))

    assert () == Whitelist().judge(who, [READ])
    assert ("the person lacks the permission aegis:write",) == Whitelist().judge(who, [WRITE])
    assert Whitelist().judge(caller(permissions=()), [READ])


def test_permissions_never_grant_what_the_session_was_not_granted() -> None:
    who = caller("aegis:read", permissions=SCOPES)

    assert ("the session lacks the scope aegis:write",) == Whitelist().judge(who, [WRITE])


def test_a_caller_to_whom_no_section_applies_may_do_nothing() -> None:
    text = '[permission."aegis:write"]\nallow = ["*"]'

    assert NO_SECTION == reasons(text, caller(), READ)
    assert NO_SECTION == reasons(text, caller(permissions=("aegis:read",)), READ)
    assert () == reasons(text, caller(permissions=SCOPES), READ)


ROLES = 'roles_claim = "https://acme.example/roles"\n'


@for_each(
    ("text", "who", "applies"),
    [
        ('[permission."aegis:read"]', caller(permissions=("aegis:read",)), True),
        ('[permission."aegis:read"]', caller(permissions=None), False),
        ('[scope."aegis:read"]', caller("aegis:read"), True),
        ('[scope."aegis:admin"]', caller("aegis:read"), False),
        (f"{ROLES}[role.triage]", caller(roles=("triage",)), True),
        (f"{ROLES}[role.triage]", caller(roles=("other",)), False),
        (f"{ROLES}[role.triage]", caller(permissions=("triage", "aegis:read")), False),
        ('[permission."aegis:read"]', caller(roles=("aegis:read",)), False),
    ],
)
def test_a_section_applies_to_whoever_has_what_it_names(
    text: str, who: Caller, *, applies: bool
) -> None:
    assert (() if applies else NO_SECTION) == reasons(text, who, READ)


@for_each(
    ("rules", "action", "expected"),
    [
        ('allow = ["issues.*"]', WRITE, None),
        ('allow = ["issues.*"]', DELETE, "allows only issues.*, and not repos.delete"),
        ("allow = []", READ, "allows only nothing, and not issues.list"),
        ('deny = ["issues.create"]', WRITE, "denies issues.create"),
        ('repos = ["acme/*"]', WRITE, None),
        ('repos = ["ACME/web"]', WRITE, None),
        ('repos = ["other/*"]', WRITE, "allows only other/*, and not acme/web"),
        ('repos = ["other/*"]', GetMe(), None),
        ('max_effect = "write"', WRITE, None),
        ('max_effect = "read"', WRITE, "allows nothing above read; issues.create is write"),
    ],
)
def test_a_section_limits_actions_repositories_and_effects(
    rules: str, action: Action[Any], expected: str | None
) -> None:
    found = reasons(f'[scope."aegis:read"]\n{rules}', caller(), action)

    assert (() if expected is None else (f"the policy [scope.'aegis:read'] {expected}",)) == found


TWO = """
[permission."aegis:read"]
max_effect = "read"
[permission."aegis:write"]
allow = ["issues.*"]
repos = ["acme/*"]
"""


def test_one_section_that_lets_an_action_through_is_enough() -> None:
    who = caller(permissions=SCOPES)

    assert () == reasons(TWO, who, READ, WRITE, ListMyRepos())


def test_sections_are_not_mixed_into_more_than_any_of_them_allows() -> None:
    who = caller(permissions=SCOPES)

    found = reasons(TWO, who, CreateIssue(repo="other/web", title="Crash"))

    assert (
        "the policy [permission.'aegis:read'] allows nothing above read; issues.create is write",
        "the policy [permission.'aegis:write'] allows only acme/*, and not other/web",
    ) == found


def test_a_denial_of_one_section_is_not_outvoted() -> None:
    text = """
    [permission."aegis:read"]
    [permission."aegis:write"]
    deny = ["issues.close"]
    """
    close = CloseIssue(repo="acme/web", issue_number=7)

    assert ("the policy [permission.'aegis:write'] denies issues.close",) == reasons(
        text, caller(permissions=SCOPES), close
    )


def test_everyone_takes_away_and_grants_nothing() -> None:
    everyone = '[everyone]\nrepos = ["acme/*"]\n'
    elsewhere = ListIssues(repo="other/web")

    assert () == reasons(everyone, caller(), READ)
    assert ("the policy [everyone] allows only acme/*, and not other/web",) == reasons(
        everyone, caller(), elsewhere
    )
    assert reasons(everyone + '[scope."aegis:read"]', caller(), elsewhere)
    assert NO_SECTION == reasons(everyone + '[permission."x"]', caller(), READ)


def test_a_plan_is_judged_whole_and_each_reason_is_said_once() -> None:
    who = caller("aegis:read")

    assert ("the session lacks the scope aegis:write",) == Whitelist().judge(
        who, [READ, WRITE, WRITE, READ]
    )
    assert () == Whitelist().judge(who, [])


# What is always asked about

ONE_RUNG = '[scope."aegis:write"]\nmax_effect = "asked"\n'
WRITER = ("aegis:read", "aegis:write")


@for_each(
    ("text", "is_permitted"),
    [
        (ONE_RUNG, True),
        (f'{ONE_RUNG}allow = ["pulls.*"]\nrepos = ["acme/*"]', True),
        (f'{ONE_RUNG}allow = ["issues.*"]', False),
        (f'{ONE_RUNG}repos = ["acme/docs"]', False),
        (f'{ONE_RUNG}deny = ["pulls.merge"]', False),
        (f'{ONE_RUNG}[everyone]\nmax_effect = "write"', False),
        (f'{ONE_RUNG}repos = ["acme/docs"]\n[scope."aegis:read"]', False),
        ('[scope."aegis:write"]\nmax_effect = "write"', False),
        ('[scope."aegis:write"]\nmax_effect = "destructive"', False),
        ('[scope."aegis:write"]', False),
        ('[scope."aegis:admin"]\nmax_effect = "asked"\n[scope."aegis:write"]', False),
        ('[everyone]\nmax_effect = "asked"', False),
        ("", False),
    ],
)
def test_a_write_is_enough_to_merge_only_where_a_section_names_that_rung(
    text: str, *, is_permitted: bool
) -> None:
    found = reasons(text, caller(*WRITER), MERGE)

    assert is_permitted is not bool(found)
    assert reasons(text, caller(*WRITER), DELETE)


def test_the_scope_that_merging_needs_is_named_for_the_challenge() -> None:
    who = caller(*WRITER)

    assert ("aegis:admin",) == Whitelist().missing(who, [MERGE])
    assert () == Whitelist.load(ONE_RUNG, PATH).missing(who, [MERGE])
    assert ("aegis:admin",) == Whitelist.load(ONE_RUNG, PATH).missing(who, [MERGE, DELETE])


def test_the_ceiling_of_permissions_holds_for_what_is_always_asked_about() -> None:
    reader = caller(permissions=("aegis:read",))
    writer = caller(permissions=WRITER)

    assert ("the person lacks the permission aegis:admin",) == Whitelist().judge(writer, [MERGE])
    assert ("the person lacks the permission aegis:write",) == reasons(ONE_RUNG, reader, MERGE)
    assert () == reasons(ONE_RUNG, writer, MERGE)


@for_each(
    ("text", "words"),
    [
        ("[everyone", "is not TOML"),
        ("everyone = 1", "[everyone] must be a table"),
        ("scope = 1", "scope must be a table of tables"),
        ('[scope]\n"aegis:read" = 1', "[scope.'aegis:read'] must be a table"),
        ('[scopes."aegis:read"]', "the unknown key 'scopes'"),
        ('[scope."aegis:red"]', "names no scope of aegis"),
        ("[scope.openid]", "names no scope of aegis"),
        ('[permission."x"]\nactions = ["issues.*"]', "the unknown key 'actions'"),
        ('[permission."x"]\nallow = "issues.*"', "allow must be a list"),
        ('[permission."x"]\nallow = ["issue.*"]', "No action is called 'issue.*', which"),
        (
            '[permission."x"]\ndeny = ["repos.destroy"]',
            "No action is called 'repos.destroy', which",
        ),
        ('[permission."x"]\nrepos = ["acme"]', "is not OWNER/NAME"),
        (
            '[permission."x"]\nmax_effect = "all"',
            "max_effect can be read, write, asked, destructive",
        ),
        ("[role.triage]", "roles_claim must be the name of a claim"),
        ("roles_claim = 1", "roles_claim must be the name of a claim"),
        ('roles_claim = ""', "roles_claim must be the name of a claim"),
    ],
)
def test_what_does_not_exist_stops_the_start(text: str, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        Whitelist.load(text, PATH)

    assert Code.BAD_SETTINGS is caught.value.code
    assert words in caught.value.message
    assert PATH in caught.value.message


def test_the_example_of_the_documentation_does_what_it_says() -> None:
    (text,) = re.findall(r"```toml\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    policy = Whitelist.load(text, "docs/broker-policy.md")
    reader = caller(permissions=("aegis:read",))
    writer = caller(permissions=("aegis:read", "aegis:write"))
    maintainer = caller(permissions=SCOPES, roles=("maintainer",))
    merger = caller(*WRITER, permissions=WRITER, roles=("merger",))
    label = CreateIssue(repo="acme/other", title="Crash")
    elsewhere = MergePull(repo="acme/other", pull_number=12)

    assert "https://acme.example/roles" == policy.roles_claim
    assert () == policy.judge(reader, [READ, GetMe()])
    assert policy.judge(reader, [WRITE])
    assert () == policy.judge(writer, [READ, WRITE, label])
    assert policy.judge(writer, [CreateRepo(name="x")])
    # What is in no repository is outside of the places of [everyone] too.
    assert policy.judge(maintainer, [CreateRepo(name="x")])
    assert ("the policy [everyone] denies repos.delete",) == policy.judge(maintainer, [DELETE])
    assert policy.judge(writer, [ListIssues(repo="other/web")])
    assert NO_SECTION == policy.judge(caller(), [READ])
    assert () == policy.judge(merger, [READ, WRITE, MERGE])
    assert policy.judge(merger, [elsewhere])
    assert policy.judge(writer, [MERGE])
    assert () == policy.judge(maintainer, [MERGE])


_NAMES = st.sampled_from(["issues.*", "issues.create", "repos.*", "*"])
_RULES = st.fixed_dictionaries(
    {},
    optional={
        "allow": st.lists(_NAMES, max_size=2),
        "deny": st.lists(_NAMES, max_size=2),
        "repos": st.lists(st.sampled_from(["acme/*", "other/*"]), max_size=2),
        "max_effect": st.sampled_from(["read", "write", "asked", "destructive"]),
    },
)


@settings(deadline=None)
@given(
    sections=st.dictionaries(st.sampled_from(SCOPES), _RULES, max_size=3),
    everyone=st.none() | _RULES,
    scope=st.sets(st.sampled_from(SCOPES), min_size=1),
    permissions=st.none() | st.sets(st.sampled_from(SCOPES)),
)
def test_no_file_allows_what_scope_and_permissions_do_not(
    sections: dict[str, Any],
    everyone: dict[str, Any] | None,
    scope: set[str],
    permissions: set[str] | None,
) -> None:
    tables = {f'permission."{name}"': rules for name, rules in sections.items()}
    tables |= {} if everyone is None else {"everyone": everyone}
    text = "\n".join(
        f"[{name}]\n" + "\n".join(f"{key} = {value!r}" for key, value in rules.items())
        for name, rules in tables.items()
    )
    who = caller(*scope, permissions=None if permissions is None else tuple(permissions))

    for action in (READ, WRITE, DELETE):
        if Whitelist().judge(who, [action]):
            assert reasons(text, who, action)


@for_each(
    ("rules", "permitted"),
    [
        ('[scope."aegis:write"]\nrepos = ["acme/*"]\nmax_effect = "write"', False),
        ('[scope."aegis:write"]\nplaces = ["acme/*"]\nmax_effect = "write"', False),
        ('[scope."aegis:write"]\nmax_effect = "write"', False),
        ('[scope."aegis:write"]\ndeny = ["issues.*"]', False),
        ('[scope."aegis:write"]', False),
        ('[scope."aegis:write"]\nallow = ["*"]', False),
        ('[everyone]\nmax_effect = "write"', False),
        ('[everyone]\ndeny = ["issues.*"]', True),
        ('[everyone]\ndeny = ["notes.*"]', False),
        ('[everyone]\ndeny = ["issues.*"]\n[scope."aegis:write"]\nallow = ["board.*"]', True),
        ('[scope."aegis:write"]\nplaces = ["acme/*", "board:#eng-*"]\nmax_effect = "write"', True),
        ('[scope."aegis:write"]\nplaces = ["acme/*", "board:#lobby"]\nmax_effect = "write"', False),
        ('[scope."aegis:write"]\nallow = ["board.*"]\nmax_effect = "read"', False),
    ],
)
def test_a_section_grants_nothing_at_a_provider_that_it_does_not_name(
    rules: str, *, permitted: bool
) -> None:
    catalog.enable_providers(["board"])
    try:
        whitelist = Whitelist.load(rules, "p.toml")
    finally:
        catalog.enable_providers([])
    writer = caller("aegis:read", "aegis:write")

    refused = whitelist.judge(writer, [PostNote(room="#eng-web", text="Hello")])
    assert permitted is (refused == ())


def test_places_and_repos_are_one_list() -> None:
    with pytest.raises(UsageError, match="repos is another name of places"):
        Whitelist.load('[everyone]\nrepos = ["acme/*"]\nplaces = ["acme/*"]', "p.toml")
