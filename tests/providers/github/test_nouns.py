"""Where the actions of GitHub stand, and what some of them make of strange or rare answers."""

import importlib
import re
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from aegis_cli.actions.action import Action
from aegis_cli.actions.catalog import load_all
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.provider.performed import PartlyIgnored
from aegis_cli.actions.results.templates import fill_text
from aegis_cli.actions.results.views import Card, Thread, Tone
from aegis_cli.core.http import Response
from aegis_cli.errors import OutcomeUnknown
from aegis_cli.providers.github import nouns
from aegis_cli.providers.github.client import perform
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.nouns.git.git import Blob, GetBlob
from aegis_cli.providers.github.nouns.labels.labels import UpdateLabel
from aegis_cli.providers.github.nouns.pull_requests.review_threads import ListThreads
from aegis_cli.providers.github.nouns.repos.branch_rules import BranchRule
from aegis_cli.providers.github.nouns.repos.deploy_keys import CreateDeployKey
from aegis_cli.providers.github.nouns.repos.files import FileResource, text_of, untold_by
from aegis_cli.providers.github.nouns.repos.hooks import CreateHook
from aegis_cli.providers.github.nouns.repos.repo_collaborators import AddCollaborator
from aegis_cli.providers.github.states import (
    duration_of,
    license_of,
    outcome_of,
    outcome_tone,
    seconds_of,
)
from tests.actions import cases
from tests.helpers.canned import BASE, Canned, answer
from tests.helpers.rows import for_each

MODULES = [path for path in Path(nouns.__path__[0]).glob("*/*.py") if path.stem != "__init__"]


def words_of(name: str) -> frozenset[str]:
    """Return the words of a name, each in the singular."""
    words = re.split(r"[^a-z]+", name)
    return frozenset(re.sub(r"ies$", "y", word).removesuffix("s") for word in words)


def place_of(cls: type[Action[Any]]) -> str:
    """Return the module where a person looks for an action: the one with most words of its name.

    The name of its operation helps, as in `issues/add-blocked-by-dependency`; of two modules, it is
    the one that is called as its name ends, and else its noun. A write of the noun itself is in the
    module of its changes, where there is one.
    """
    assert issubclass(cls, GitHubAction)
    noun = cls.facts.action.partition(".")[0]
    folders = [path.parent for path in MODULES if path.stem == noun]
    assert 1 == len(folders), f"{noun}.py stands in one folder, that of its toolset"
    (folder,) = folders
    name = cls.facts.action.partition("_by_")[0]  # what follows says how it is found
    said, documented = words_of(name), words_of(cls.op)
    last = words_of(name.rpartition("_")[2])

    def fit(module: str) -> tuple[bool, int, int, bool, bool]:
        words = words_of(module)
        is_named = words <= said | documented
        return is_named, len(words), len(words & said), words == last, module == noun

    modules = [path.stem for path in MODULES if path.parent == folder]
    changes = f"{noun.removesuffix('s')}_changes"
    is_change = cls.facts.effect > Effect.READ and changes in modules
    nearest = max(modules, key=fit)
    return f"{folder.name}.{changes if nearest == noun and is_change else nearest}"


@for_each("cls", tuple(load_all()), ids=lambda cls: cls.facts.action)
def test_an_action_stands_where_its_name_says(cls: type[Action[Any]]) -> None:
    assert f"{nouns.__name__}.{place_of(cls)}" == cls.__module__


@for_each("path", MODULES, ids=lambda path: path.stem)
def test_the_cases_of_a_module_are_in_one_of_its_name(path: Path) -> None:
    module = f"{path.parent.name}.{path.stem}"
    rows = importlib.import_module(f"{cases.__name__}.{module}").CASES

    assert {f"{nouns.__name__}.{module}"} == {type(row.call).__module__ for row in rows}


FILE: dict[str, Any] = {"path": "logo.png", "sha": "3d21ec5", "size": 3, "encoding": "base64"}


def test_a_file_of_text_is_there_as_text() -> None:
    file = FileResource.model_validate(FILE | {"content": b64encode("é\n".encode()).decode()})

    assert ("utf-8", "é\n") == (file.encoding, file.content)


def test_a_file_that_is_no_text_is_left_in_base64() -> None:
    content = b64encode(b"\x89PNG\xff").decode()

    file = FileResource.model_validate(FILE | {"content": content})

    assert ("base64", content) == (file.encoding, file.content)


def test_a_text_with_a_zero_byte_is_binary_as_git_tells_it() -> None:
    content = b64encode(b"GIF\0\x1b[2J").decode()

    blob = Blob.model_validate({**FILE, "content": content}).model_dump()

    assert ("base64", content, "") == (blob["encoding"], blob["content"], text_of(blob))
    assert untold_by(blob).startswith("binary")


def test_a_blob_is_shown_without_a_control_character() -> None:
    content = b64encode(b"\x1b]0;x\x07# web\n").decode()
    view = GetBlob.facts.view
    assert isinstance(view, Card)

    blob = Blob.model_validate({**FILE, "content": content}).model_dump()

    assert ("\\x1b]0;x\\x07# web\n", "") == (fill_text(view.body, blob), untold_by(blob))


def test_a_file_too_large_for_github_to_send_has_no_content() -> None:
    file = FileResource.model_validate(FILE | {"encoding": "none", "content": ""})

    assert ("none", "") == (file.encoding, file.content)


@for_each(
    ("conclusion", "shown", "tone"),
    [
        ("success", "success", "green"),
        ("failure", "failure", "red"),
        ("timed_out", "timed out", "red"),
        ("action_required", "action required", "red"),
        ("cancelled", "cancelled", "grey"),
        ("a_new_one", "a new one", "grey"),
        (None, "in progress", "yellow"),
    ],
)
def test_a_run_has_the_colour_of_its_outcome(conclusion: str, shown: str, tone: Tone) -> None:
    run = {"status": "in_progress", "conclusion": conclusion}

    assert (shown, tone) == (outcome_of(run), outcome_tone(run))


@for_each(
    ("begun", "ended", "conclusion", "told", "seconds"),
    [
        ("2026-11-24T11:00:00Z", "2026-11-24T12:02:03Z", "failure", "1h 2m 3s", "3723"),
        ("2026-11-24T11:00:00Z", "2026-11-24T11:01:00.900Z", "success", "1m", "60"),
        ("2026-11-24T11:00:00Z", "2026-11-24T11:00:00Z", "success", "0s", "0"),
        ("2026-11-24T11:00:05Z", "2026-11-24T11:00:00Z", "success", "0s", "0"),
        ("2026-11-24T11:00:00Z", "2026-11-24T11:00:00Z", "skipped", "", "0"),
        ("2026-11-24T11:00:00Z", None, None, "", ""),
        ("2026-11-24T11:00:00", "2026-11-24T11:00:00Z", "success", "", ""),
        ("soon", "later", "success", "", ""),
    ],
)
def test_a_job_says_how_long_it_took(
    begun: str, ended: str | None, conclusion: str | None, told: str, seconds: str
) -> None:
    job = {"started_at": begun, "completed_at": ended, "conclusion": conclusion}

    assert (told, seconds) == (duration_of(job), seconds_of(job))


@for_each(
    ("license_said", "shown"),
    [
        (None, ""),
        ({"name": "MIT License", "spdx_id": "MIT"}, "MIT"),
        ({"name": "Other", "spdx_id": "NOASSERTION"}, "Other"),
    ],
)
def test_a_license_is_told_by_its_identifier_where_it_has_one(
    license_said: dict[str, str] | None, shown: str
) -> None:
    assert shown == license_of({"license": license_said})


@pytest.mark.parametrize(
    ("resolved", "outdated", "shown", "tone"),
    [
        (True, False, "resolved", "grey"),
        (True, True, "resolved", "grey"),
        (False, True, "outdated", "grey"),
        (False, False, "unresolved", "yellow"),
    ],
)
def test_only_an_unresolved_thread_stands_out(
    *, resolved: bool, outdated: bool, shown: str, tone: Tone
) -> None:
    view = ListThreads.facts.view
    assert isinstance(view, Thread)
    _, (state, style), _ = view.parts
    thread = {"isResolved": resolved, "isOutdated": outdated}

    assert shown == fill_text(state, thread)
    assert callable(style)
    assert tone == style(thread)


@for_each("name", ["", "x" * 51, "a,b", "a\nb", "."])
def test_a_new_name_of_a_label_obeys_what_a_label_obeys(name: str) -> None:
    with pytest.raises(ValidationError):
        UpdateLabel(repo="acme/web", name="bug", new_name=name)


KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJOM"


@for_each(
    "text",
    [
        "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAE\n",
        f"{KEY}\n-----BEGIN OPENSSH PRIVATE KEY-----",
        "ghp_012345678901234567890123456789012345",
        "ssh-ed25519 short",
        "",
    ],
)
def test_only_a_public_key_is_taken_for_a_deploy_key(text: str) -> None:
    with pytest.raises(ValidationError):
        CreateDeployKey(repo="acme/web", title="ci", key=text)


def test_a_deploy_key_is_sent_without_its_comment_and_lets_only_read() -> None:
    call = CreateDeployKey(repo="acme/web", title="ci", key=f" {KEY} mona@laptop\n")

    assert {"title": "ci", "key": KEY, "read_only": True} == call.body_values()


@for_each("url", ["javascript:alert(1)", "ftp://x.example/", "https://a b.example/", "x.example"])
def test_a_webhook_has_an_address_of_the_web(url: str) -> None:
    with pytest.raises(ValidationError):
        CreateHook(repo="acme/web", url=url)


ADD = AddCollaborator(repo="acme/web", username="bob", permission="write")


def test_a_collaborator_whose_role_changed_at_once_is_no_invitation() -> None:
    assert Canned(Response(204, {}, b"")).run(perform(ADD, BASE)) is None


def test_an_invitation_with_another_role_than_was_asked_for_is_no_success() -> None:
    invitation = {
        "id": 1,
        "permissions": "admin",
        "created_at": "2026-11-24T10:30:00Z",
        "html_url": "https://github.com/acme/web/invitations",
    }

    with pytest.raises(PartlyIgnored, match="permission 'write'"):
        Canned(answer(invitation, 201)).run(perform(ADD, BASE))


def test_an_empty_answer_is_no_success_where_something_is_made() -> None:
    hook = CreateHook(repo="acme/web", url="https://x.example/")

    with pytest.raises(OutcomeUnknown):
        Canned(Response(204, {}, b"")).run(perform(hook, BASE))


def test_a_rule_whose_parameters_are_no_object_demands_nothing() -> None:
    _, demands, _ = BranchRule.listing.columns

    assert callable(demands.value)
    assert "" == demands.value({"type": "workflows", "parameters": ["odd"]})
