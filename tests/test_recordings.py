"""What others recorded is read as it stands in their packages, and what is not read is told."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from aegis_cli.providers.slack.nouns.people import GetPerson
from tests.helpers.rows import for_each
from tools.exchanges import Exchange, of_octokit, of_pygithub
from tools.recordings import lacking, told

LABEL = {"id": 1, "node_id": "x", "name": "bug", "color": "ff0000", "default": False}
RECORDED = """\
https
POST
api.github.com
None
/repos/acme/web/labels?x=1
{'Authorization': 'token private_token_removed'}
{"name": "bug"}
201
[('Date', 'Sat, 19 May 2012 10:41:03 GMT')]
{"id": 1}

https
GET
example.org
None
/elsewhere
{}
None
200
[]
{}

a line of a picture
"""


def exchange(
    answer: Any, *, status: int = 201, year: int = 2024, body: Any = None, **more: Any
) -> Exchange:
    date = {"date": f"Sat, 19 May {year} 10:41:03 GMT"}
    text = json.dumps(answer).encode()
    at = {"file": "x.txt", "method": "POST", "path": "/repos/acme/web/labels"} | more
    return Exchange(**at, body=body, status=status, headers=date, answer=text)


def test_a_file_of_pygithub_is_read_up_to_what_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "Labels.txt").write_text(RECORDED)

    (found,) = of_pygithub(tmp_path)

    assert ("POST", "/repos/acme/web/labels", {"name": "bug"}) == (
        found.method,
        found.path,
        found.body,
    )
    assert (201, 2012, b'{"id": 1}') == (found.status, found.year, found.answer)


def test_a_fixture_of_octokit_is_read(tmp_path: Path) -> None:
    each = {
        "scope": "https://api.github.com:443",
        "method": "post",
        "path": "/repos/acme/web/labels?x=1",
        "body": {"name": "bug"},
        "status": 201,
        "response": {"id": 1},
        "headers": {"Date": "x 2017"},
    }
    elsewhere = each | {"scope": "https://example.org:443"}
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels" / "normalized-fixture.json").write_text(json.dumps([each, elsewhere]))

    (found,) = of_octokit(tmp_path)

    assert ("labels", "POST", "/repos/acme/web/labels") == (found.file, found.method, found.path)
    assert (2017, {"id": 1}) == (found.year, json.loads(found.answer))


def test_an_answer_that_is_read_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    each = exchange(LABEL, body={"name": "bug", "color": "ff0000"})

    assert 0 == told("PyGithub", [each])
    assert (
        "PyGithub: 1 answers to 1 actions, 1 read; 1 requests could be ours\n"
        == capsys.readouterr().out
    )


@for_each(
    ("each", "late", "said"),
    [
        (exchange({**LABEL, "name": 1}), 1, "name is string_type"),
        (exchange({**LABEL, "name": 1}, year=2020), 0, "name is string_type"),
        (exchange(LABEL, status=299), 1, "the status 299"),
        (exchange({**LABEL, "name": 1}, file="Exceptions.testJSONParseError.txt"), 0, "name is"),
        (
            exchange(LABEL, body={"name": "bug", "color": "#FF0000"}),
            1,
            "labels.create, 1 of 2024 to 2024 (x.txt): the request: color of the body",
        ),
    ],
)
def test_what_is_not_read_or_sent_in_another_way_is_told(
    each: Exchange, late: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert late == told("PyGithub", [each])
    assert said in capsys.readouterr().out


@for_each(
    "each",
    [
        exchange(LABEL, status=404),
        replace(exchange(LABEL), answer=b"''"),
        replace(exchange(LABEL, status=200), answer=b""),
        exchange([{"id": 1}, {"id": 2}]),
        exchange(LABEL, path="/repos/acme/web/stickers"),
    ],
)
def test_what_is_no_success_no_whole_answer_or_of_no_action_is_passed_over(
    each: Exchange, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == told("PyGithub", [each])
    assert ": 0 answers" in capsys.readouterr().out


ANSWER = """\
export type UsersInfoResponse = WebAPICallResult & {
    ok?: boolean;
    user?: User;
};
export interface User {
    id?: string;
    profile?: Profile;
}
"""


@for_each(
    ("text", "expected"),
    [
        (ANSWER.replace("id?", "name?: string;\n    id?"), []),
        (ANSWER, ["User.name"]),
        (ANSWER.replace("user?", "member?"), ["user.id", "user.name"]),
    ],
)
def test_a_field_that_slack_never_answered_is_told(text: str, expected: list[str]) -> None:
    assert expected == [*lacking(GetPerson, text)]
