"""The model of the rules, by OpenFGA's own tool and evaluator."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from aegis_cli.broker.authorization import models
from aegis_cli.broker.authorization.batch_check import Misconfigured, Store
from aegis_cli.broker.authorization.questions import Asker, questions_of
from aegis_cli.broker.http.access_token import Caller
from aegis_cli.providers.github.nouns.issues.issue_changes import CloseIssue
from aegis_cli.providers.github.nouns.issues.issues import GetIssue
from aegis_cli.providers.github.nouns.repos.repo_changes import DeleteRepo
from tests.helpers.canned import Canned, answer
from tests.helpers.openfga import World, fga, verdicts
from tests.helpers.support import ROOT

EXAMPLE = ROOT / "deploy" / "fga"
STORE = Store("https://api.us1.fga.dev", "01STORE", "")


def test_the_model_for_people_and_that_for_the_api_are_one(tmp_path: Path) -> None:
    (tmp_path / "model.fga").write_text(models.text())
    said = fga("model", "transform", "--file", "model.fga", "--output-format", "json", cwd=tmp_path)
    assert json.loads(said.stdout) == models.definition()


def test_the_rules_of_the_example_company_hold_in_openfga(tmp_path: Path) -> None:
    (tmp_path / "model.fga").write_text(models.text())
    for name in ("example.fga.yaml", "tuples.yaml"):
        shutil.copy(EXAMPLE / name, tmp_path)

    said = fga("model", "test", "--tests", "example.fga.yaml", cwd=tmp_path)

    assert 0 == said.returncode, said.stdout + said.stderr
    assert "Checks 40/40 passing" in said.stderr


def test_what_the_broker_asks_and_says_is_so_decides_in_openfga(tmp_path: Path) -> None:
    caller = Caller("auth0|ivy", "cli", frozenset(), None, None, 0.0, frozenset({"intern"}))
    asker = Asker.of(caller)
    rules = [
        {"user": "role:intern#assignee", "relation": "reader", "object": "container:github/acme"},
        {"user": "role:intern#assignee", "relation": "granted", "object": "action:github/issues"},
    ]
    actions = (
        GetIssue(repo="ACME/web", issue_number=12),
        CloseIssue(repo="acme/web", issue_number=12),
        DeleteRepo(repo="acme/web"),
        GetIssue(repo="other/web", issue_number=12),
    )
    worlds = []
    for action in actions:
        questions = questions_of(action)
        given = {each for question in questions for each in question.given} | {*asker.roles}
        tuples = [*rules, *(each.as_json() for each in given)]
        worlds.append(World(tuples, [(asker.user, *question.asks) for question in questions]))

    found = verdicts(worlds, tmp_path)

    assert [[True, True], [True, False], [False, False], [True, False]] == found


@pytest.mark.parametrize(
    ("change", "is_same"),
    [
        ({"id": "01MODEL"}, True),
        ({"conditions": {}}, False),
        ({"schema_version": "1.2"}, False),
        ({"type_definitions": []}, False),
    ],
)
def test_two_models_are_the_same_only_if_they_say_the_same(
    change: dict[str, Any], *, is_same: bool
) -> None:
    assert is_same == models.is_same(models.definition() | change, models.definition())


def test_members_without_a_value_say_nothing() -> None:
    stored = models.definition()
    for each in stored["type_definitions"]:
        each.setdefault("relations", {})
        each["metadata"] = each.get("metadata") or {"module": "", "source_info": None}
    stored["conditions"]["while_valid"]["metadata"] = None
    assert models.is_same(stored, models.definition())


def test_a_store_is_looked_at_by_its_newest_model() -> None:
    newest = answer({"authorization_models": [{"id": "01NEW", **models.definition()}]})
    assert models.StoreModels("01NEW", is_current=True) == Canned(newest).run(
        models.look(STORE, None)
    )
    none = Canned(answer({"authorization_models": []})).run(models.look(STORE, None))
    assert models.StoreModels(None, is_current=False) == none


@pytest.mark.parametrize(
    "wrong", [answer({}, 404), answer({}), answer({"authorization_models": [1]}), answer({}, 403)]
)
def test_a_store_that_does_not_say_is_set_up_wrongly(wrong: Any) -> None:
    with pytest.raises(Misconfigured):
        Canned(wrong).run(models.look(STORE, None))
