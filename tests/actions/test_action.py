"""An action class is checked where it is defined; an instance becomes exactly one request."""

from itertools import count
from types import new_class
from typing import Annotated, Any, ClassVar, Literal

import pytest
from pydantic import Field, ValidationError

from aegis_cli.actions import catalog
from aegis_cli.actions.action import Action, R, adapter_of, changes, declared_actions
from aegis_cli.actions.facts import Approval, Confirmation, Effect, Needs
from aegis_cli.actions.fields.field_types import Limit
from aegis_cli.actions.fields.fields import kinds_of
from aegis_cli.actions.fields.kinds import Role, Synonyms
from aegis_cli.actions.results.views import Column, Line, Listing, Table
from aegis_cli.actions.targets.target import Made, Target
from aegis_cli.providers.github.github_types import (
    Body,
    CommentBody,
    IssueNumber,
    Label,
    Login,
    RepoName,
    Title,
)
from aegis_cli.providers.github.provider import GITHUB
from aegis_cli.providers.github.resources import Issue, IssueOrPull, Resource
from tests.helpers.confirmed_actions import MERGE, PUT, SIGN, BurnGist, ShowGist, read_of
from tests.helpers.declared import GENERATE, RERUN, VISIT, ListRuns
from tests.helpers.rows import for_each

BASE = "https://api.github.com"
_NAMES = (f"tests.action{number}" for number in count())


def facts(**changes: Any) -> dict[str, Any]:
    """Return the facts of a sound action with a name of its own, and some of them changed."""
    is_read = changes.get("effect") is Effect.READ
    return {
        **({} if is_read else {"target": Made()}),
        "action": next(_NAMES),
        "effect": Effect.WRITE,
        "endpoint": "POST /repos/{repo}/issues",
        "says": "Open an issue in {repo}",
        "view": Line("Opened #{number}"),
        "verbs": ("open",),
    } | changes


class Everything(
    Action[Issue],
    action="tests.everything",
    effect=Effect.WRITE,
    target=Made(),
    needs="issues:write or pull_requests:write",
    endpoint="POST /repos/{repo}/issues",
    says="Open issue {title!r} in {repo} for {assignees}",
    view=Line("Opened #{number}"),
    verbs=("open", "file"),
):
    """Open an issue with everything."""

    repo: RepoName
    """Where."""
    title: Title
    """What."""
    body: Body | None = None
    """Details."""
    labels: tuple[Label, ...] | None = None
    """Labels."""
    assignees: tuple[Login, ...] | None = None
    """People."""
    state: Literal["open"] = "open"
    """A constant."""
    kind: Annotated[Literal["bug", "idea"], Synonyms(bug=("defect",))] | None = None
    """A choice."""
    private: bool = True
    """A default that is sent."""


class Listed(
    Action[list[IssueOrPull]],
    action="tests.listing",
    effect=Effect.READ,
    endpoint="GET /repos/{repo}/issues",
    says="List {repo}",
    view=Line("{number}"),
    verbs=("list",),
):
    """List things."""

    provider = GITHUB

    repo: RepoName
    """Where."""
    labels: tuple[Label, ...] | None = None
    """Which."""
    mine: bool | None = None
    """Whose."""
    creator: Login | None = None
    """By whom."""
    limit: Limit = 30
    """How many."""


TARGET = Target(read=Listed, pins=("id",))
CONFIRMATION = Confirmation(phrase="{repo}", same="{@repo}")
CONFIRMED_TARGET: dict[str, Any] = {"target": TARGET, "confirmation": CONFIRMATION}


class Removal(
    Action[None],
    action="tests.removal",
    effect=Effect.DESTRUCTIVE,
    endpoint="DELETE /repos/{repo}",
    says="Remove {repo}",
    view=Line("Removed {repo}"),
    verbs=("remove",),
    target=TARGET,
    confirmation=CONFIRMATION,
):
    """Remove it."""

    provider = GITHUB

    repo: RepoName
    """Which."""


class Comment(
    Action[Issue],
    action="tests.comment",
    effect=Effect.WRITE,
    target=Made(),
    endpoint="POST /repos/{repo}/issues/{issue_number}/comments",
    says="Comment",
    view=Line("Commented"),
    verbs=("comment",),
):
    """Say something."""

    repo: RepoName
    """Where."""
    issue_number: IssueNumber
    """On which."""
    body: CommentBody
    """What."""


class Detail(
    Action[Issue],
    action="tests.detail",
    effect=Effect.READ,
    endpoint="GET /repos/{repo}/issues/{issue_number}",
    says="Show",
    view=Line("{number}"),
    verbs=("show",),
):
    """Show it."""

    repo: RepoName
    """Where."""
    issue_number: IssueNumber
    """Which."""


READING: dict[str, Any] = {"effect": Effect.READ, "endpoint": "GET /repos/{repo}"}

ISSUE = Everything(repo="acme/web", title="Crash")


def define(**changes: Any) -> type[Action[Any]]:
    class Example(Action[Issue], **facts(**changes)):
        """Open an issue."""

        provider = GITHUB

        repo: RepoName
        """Where."""

    return Example


def test_a_weaker_effect_is_accepted_if_the_class_says_why() -> None:
    cls = define(endpoint="DELETE /repos/{repo}", because="it can be put back")

    assert Effect.WRITE is cls.facts.effect
    assert "DELETE" == cls.facts.method


def test_a_read_by_post_is_accepted_if_the_class_says_why_and_has_a_body() -> None:
    request = GENERATE.request(BASE)

    assert Effect.READ is GENERATE.facts.effect
    assert ("POST", (), b'{"tag_name": "v2"}') == (request.method, request.query, request.body)


def test_a_class_names_its_statuses_of_success_or_has_those_of_its_effect() -> None:
    assert (200,) == Listed.facts.success == GENERATE.facts.success
    assert (200, 201) == Everything.facts.success == VISIT.facts.success
    assert (204,) == Removal.facts.success
    assert (201,) == RERUN.facts.success
    assert ("", "workflow_runs") == (Listed.facts.envelope, ListRuns.facts.envelope)


def test_a_stronger_effect_than_the_method_implies_needs_no_reason() -> None:
    cls = define(effect=Effect.DESTRUCTIVE, **CONFIRMED_TARGET)

    assert CONFIRMATION is cls.facts.confirmation


@for_each(
    ("effect", "approval"),
    [
        (Effect.READ, Approval.PLAIN),
        (Effect.WRITE, Approval.PLAIN),
        (Effect.ASKED, Approval.STRICT),
        (Effect.DESTRUCTIVE, Approval.TYPED),
    ],
)
def test_how_an_action_is_approved_follows_from_its_effect(
    effect: Effect, approval: Approval
) -> None:
    changes = READING if effect is Effect.READ else {"effect": effect}
    changes |= CONFIRMED_TARGET if effect >= Effect.ASKED else {}

    assert approval is define(**changes).facts.approval


@pytest.mark.filterwarnings("ignore:Field name")
def test_a_field_that_shadows_a_fact_is_refused() -> None:
    with pytest.raises((TypeError, NameError), match="shadow"):

        class Example(Action[Issue], **facts()):
            """Open an issue."""

            repo: RepoName
            """Where."""
            says: Title  # type: ignore[assignment]  # that is the claim
            """What."""


@pytest.mark.filterwarnings("ignore:Field name")
def test_a_field_that_shadows_a_method_is_refused() -> None:
    with pytest.raises((TypeError, NameError), match="shadow"):

        class Example(Action[Issue], **facts()):
            """Open an issue."""

            repo: RepoName
            """Where."""
            request: Title  # type: ignore[assignment]  # that is the claim
            """What."""


def test_a_name_used_twice_is_refused() -> None:
    first = define(action="tests.twice")

    with pytest.raises(TypeError, match=r"tests\.twice"):

        class Other(Action[Issue], **facts(action="tests.twice")):
            """Open an issue."""

            repo: RepoName
            """Where."""

    assert "tests.twice" == first.facts.action


def test_a_class_without_any_fact_is_no_action_but_the_base_of_some() -> None:
    class Base(Action[R]):
        """What the actions of one provider share."""

    class Example(Base[Issue], **facts(action="tests.below_a_base")):
        """Open an issue."""

        repo: RepoName
        """Where."""

    assert not hasattr(Base, "facts")
    assert Base not in declared_actions()
    assert Example in declared_actions()
    assert Issue is Example.facts.result
    with pytest.raises(TypeError, match=r"tests\.below_a_base"):
        define(action="tests.below_a_base")


def test_the_facts_of_a_class_are_what_it_says() -> None:
    found = Everything.facts

    assert ("tests.everything", Effect.WRITE, ("open", "file")) == (
        found.action,
        found.effect,
        found.verbs,
    )
    assert ("POST", "/repos/{repo}/issues") == (found.method, found.path)
    assert "issues:write or pull_requests:write" == str(found.needs)
    assert Issue is found.result
    assert list[IssueOrPull] == Listed.facts.result
    assert None is Removal.facts.result


@pytest.mark.parametrize(
    ("said", "needs"),
    [
        ("a:write", (("a:write",),)),
        ("a or b", (("a",), ("b",))),
        ("a+b", (("a", "b"),)),
        ("a+b or c", (("a", "b"), ("c",))),
        ("none", ()),
    ],
)
def test_needs_are_one_permission_or_several_or_none(
    said: str, needs: tuple[tuple[str, ...], ...]
) -> None:
    found = define(needs=said).facts.needs

    assert Needs(needs) == found
    assert said == str(found)


def test_what_comes_back_is_found_behind_another_base() -> None:
    class Mixin:
        pass

    class Example(Mixin, Action[Issue], **facts()):
        """Open an issue."""

        repo: RepoName
        """Where."""

    assert Issue is Example.facts.result


def test_effects_are_ordered_and_named() -> None:
    assert Effect.READ < Effect.WRITE < Effect.DESTRUCTIVE
    assert "read write asked destructive" == " ".join(map(str, Effect))


def test_a_body_holds_every_field_that_the_path_does_not_use_and_that_is_not_none() -> None:
    request = Everything(repo="acme/web", title="Grüße", labels=("bug",), kind="bug").request(BASE)

    expected = (
        '{"title": "Grüße", "labels": ["bug"], "state": "open", "kind": "bug", "private": true}'
    )
    assert ("POST", BASE, "/repos/acme/web/issues", ()) == (
        request.method,
        request.base,
        request.path,
        request.query,
    )
    assert expected.encode() == request.body


def test_a_get_puts_the_other_fields_into_the_query_and_asks_for_full_pages() -> None:
    request = Listed(repo="acme/web", labels=("bug", "ui"), mine=False, limit=500).request(BASE)

    assert "/repos/acme/web/issues" == request.path
    assert (("labels", "bug,ui"), ("mine", "false"), ("per_page", "100")) == request.query
    assert None is request.body


def test_a_page_is_never_larger_than_what_is_wanted() -> None:
    request = Listed(repo="acme/web", mine=True, creator="octocat", limit=5).request(BASE)

    assert (("mine", "true"), ("creator", "octocat"), ("per_page", "5")) == request.query


def test_a_request_without_fields_has_no_body() -> None:
    request = Removal(repo="acme/web").request(BASE)

    assert ("DELETE", "/repos/acme/web", None) == (request.method, request.path, request.body)


@for_each(
    "arguments",
    [
        {"repo": "acme/web"},
        {"repo": "acme/web", "title": "a", "colour": "red"},
        {"repo": "acme/web", "title": "a", "kind": "feature"},
        {"repo": "acme/web", "title": "a", "state": "closed"},
        {"repo": "acme/web", "title": "a", "private": "perhaps"},
        {"repo": "acme/web", "title": ["a"]},
    ],
)
def test_arguments_that_the_action_does_not_take_are_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Everything.model_validate(arguments)


def test_a_call_cannot_be_changed_after_it_is_made() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        ISSUE.title = "Other"  # type: ignore[misc]  # that is the claim


def test_a_call_says_what_it_does_with_its_arguments_made_safe() -> None:
    call = Everything(repo="acme/web", title='a"\x1b[2J', assignees=("octocat", "@me"))

    assert 'Open issue "a\\"\\x1b[2J" in acme/web for octocat, @me' == call.says()


def test_a_call_with_a_confirmation_has_a_phrase_and_a_read_of_its_target() -> None:
    removal = Removal(repo="acme/web")

    assert "acme/web" == removal.phrase()
    assert Listed(repo="acme/web") == read_of(removal)
    assert (None, None, None) == (ISSUE.phrase(), read_of(ISSUE), ISSUE.name_in({}))
    assert ("gist Abc1", None) == (SIGN.phrase(), read_of(SIGN))
    assert (None, ShowGist(gist_id="Abc1")) == (PUT.phrase(), read_of(PUT))


def test_what_a_read_is_about_is_compared_with_the_phrase_whatever_its_case() -> None:
    assert "acme/web#12" == MERGE.name_in({"number": 12})
    assert [True, True, False] == [MERGE.is_target(n) for n in (" Acme/Web#12 ", "acme/web#12", "")]
    assert (None, False) == (PUT.name_in({"id": "Abc1"}), PUT.is_target("Abc1"))
    assert [False, False] == [PUT.is_target(""), BurnGist(gist_id=" ").is_target("")]


@pytest.mark.parametrize(
    ("uses", "call"),
    [
        (True, Everything(repo="acme/web", title="a", assignees=("octocat", "@me"))),
        (True, Listed(repo="acme/web", creator="@me")),
        (False, Everything(repo="acme/web", title="@me", body="@me")),
        (False, ISSUE),
        (False, Everything(repo="acme/web", title="a", labels=("@me",))),
    ],
)
def test_only_a_login_can_be_the_signed_in_person(call: Action[Any], *, uses: bool) -> None:
    assert uses is call.uses_me()


def test_me_is_bound_to_a_login_wherever_a_login_stands() -> None:
    call = Everything(repo="acme/web", title="a", assignees=("hubot", "@me"))

    assert ("hubot", "octocat") == call.with_login("octocat").assignees
    assert "octocat" == Listed(repo="acme/web", creator="@me").with_login("octocat").creator


def test_binding_me_never_changes_what_people_will_read() -> None:
    call = Comment(repo="acme/web", issue_number=1, body="@me")
    issue = Everything(repo="acme/web", title="@me", body="@me")

    assert "@me" == call.with_login("octocat").body
    assert issue == issue.with_login("octocat")


def test_a_label_that_is_called_me_stays_a_label() -> None:
    call = Everything(repo="acme/web", title="a", labels=("@me",))

    assert ("@me",) == call.with_login("octocat").labels


def test_a_call_without_me_is_the_same_after_binding() -> None:
    assert ISSUE == ISSUE.with_login("octocat")


def test_what_is_sent_is_everything_but_none() -> None:
    expected = {"repo": "acme/web", "title": "Crash", "state": "open", "private": True}

    assert expected == ISSUE.sent_arguments()


@pytest.mark.parametrize(
    ("name", "given", "named"),
    [
        ("issues.update", {"issue_number": 12, "title": "T", "milestone": "v2"}, "title milestone"),
        ("milestones.update", {"milestone": "v2", "due_on": "2026-12-01"}, "due on"),
        ("issues.close", {"issue_number": 12}, "state"),
        ("issues.get", {"issue_number": 12}, ""),
    ],
)
def test_what_a_call_changes_is_what_it_gives_beside_what_it_needs(
    name: str, given: dict[str, Any], named: str
) -> None:
    action = catalog.load(name).model_validate({"repo": "acme/web"} | given)

    assert named == " ".join(changes(action))


def test_an_action_keeps_every_item_and_compares_objects_unless_it_says_otherwise() -> None:
    assert ISSUE.keeps({"number": 1})
    assert {"number": 1} == ISSUE.answer_values({"number": 1})
    assert {} == ISSUE.answer_values([1])


def test_the_role_of_each_field_comes_from_its_type() -> None:
    expected = {
        "repo": Role.TARGET,
        "title": Role.PAYLOAD,
        "body": Role.PAYLOAD,
        "labels": Role.TARGET,
        "assignees": Role.TARGET,
        "state": Role.CHOICE,
        "kind": Role.CHOICE,
        "private": Role.CHOICE,
    }

    assert expected == {name: kind.role for name, kind in kinds_of(Everything).items()}


def test_the_validator_of_a_result_is_made_once() -> None:
    assert adapter_of(Listed) is adapter_of(Listed)
    assert [] == adapter_of(Listed).validate_python([])


# How a list is shown


class Badge(Resource):
    """A thing that says how it is listed."""

    listing: ClassVar = Listing("badge|badges", (Column("NAME", "{name}"),), piped=("{name}",))

    name: str


def listed(path: str, **fields: Any) -> Any:
    """Return the view of a list of badges at a path, which has these fields."""
    space = {
        "__annotations__": {
            name: Annotated[kind, Field(description="It.")] for name, kind in fields.items()
        },
        "__doc__": "List.",
        "__module__": __name__,
    }
    given = facts(endpoint=f"GET {path}", effect=Effect.READ, says="List badges")
    del given["view"]
    base = Action.__class_getitem__(list[Badge])
    cls: Any = new_class("ListBadges", (base,), given, lambda names: names.update(space))
    return cls.facts.view


@pytest.mark.parametrize(
    ("path", "fields", "place", "empty"),
    [
        ("/user/badges", {}, "", "there are no badges"),
        ("/repos/{repo}/badges", {"repo": RepoName}, " in {repo}", "there are no badges"),
        (
            "/repos/{repo}/badges",
            {"repo": RepoName, "state": Title, "limit": Limit},
            " in {repo}",
            "found no badges",
        ),
        (
            "/repos/{repo}/issues/{issue_number}/badges",
            {"repo": RepoName, "issue_number": IssueNumber, "limit": Limit},
            " in {repo}#{issue_number}",
            "there are no badges",
        ),
        (
            "/orgs/{org}/teams/{team_slug}/badges",
            {"org": Login, "team_slug": Title},
            " in {org}/{team_slug}",
            "there are no badges",
        ),
    ],
)
def test_a_list_is_shown_as_its_things_say_with_what_it_is_a_list_of(
    path: str, fields: dict[str, Any], place: str, empty: str
) -> None:
    assert listed(path, **fields) == Table(
        title=f"Showing {{count:badge|badges}}{place}",
        columns=Badge.listing.columns,
        piped=("{name}",),
        empty=empty + place,
        filters=frozenset({"state"} & {*fields}),
        unmatched=f"no badges match your search{place}" if "state" in fields else "",
    )
