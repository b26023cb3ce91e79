"""The cases of actions on labels."""

from aegis_cli.providers.github.nouns.labels.labels import (
    CreateLabel,
    DeleteLabel,
    GetLabel,
    ListLabels,
    UpdateLabel,
)
from tests.actions.case import ODD, Case

BUG = {"name": "bug", "color": "d73a4a", "description": "Something isn't working"}
HELP = {"name": "help wanted", "color": "008672", "description": "Extra attention is needed"}
WIDE = {"name": "界面", "color": "0e8a16", "description": None}

CASES = (
    Case(
        ListLabels(repo="acme/web"),
        sends="GET /repos/acme/web/labels?per_page=30",
        said="list the labels of acme/web",
        more={"limit": 1000},
        sends_more="GET /repos/acme/web/labels?per_page=100",
        answer=[BUG, HELP, WIDE],
    ),
    Case(
        CreateLabel(repo="acme/web", name="flaky"),
        sends="POST /repos/acme/web/labels",
        body={"name": "flaky"},
        said="create the label flaky in acme/web",
        more={"name": ODD, "color": "c5def5", "description": "Fails now and then"},
        answer={"name": "flaky", "color": "c5def5", "description": "Fails now and then"},
    ),
    Case(
        DeleteLabel(repo="acme/web", name="wontfix"),
        sends="DELETE /repos/acme/web/labels/wontfix",
        said="delete the label wontfix in acme/web",
        more={"name": ODD},
        sends_more="DELETE /repos/acme/web/labels/a%2Fb%20c%3F%2525%20%C3%A9",
    ),
    Case(
        GetLabel(repo="acme/web", name="bug"),
        sends="GET /repos/acme/web/labels/bug",
        said="show the label bug of acme/web",
        more={"name": ODD},
        sends_more="GET /repos/acme/web/labels/a%2Fb%20c%3F%2525%20%C3%A9",
        answer=BUG,
    ),
    Case(
        UpdateLabel(repo="acme/web", name="question", new_name="help"),
        sends="PATCH /repos/acme/web/labels/question",
        body={"new_name": "help"},
        said="rename the label question in acme/web to help",
        more={"color": "c5def5", "description": "Ask away"},
        answer={"name": "help", "color": "c5def5", "description": "Ask away"},
    ),
)
