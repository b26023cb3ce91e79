"""The cases of actions on variables."""

from aegis_cli.providers.github.nouns.actions.variables import (
    CreateVariable,
    DeleteVariable,
    ListVariables,
    UpdateVariable,
)
from tests.actions.case import Case

_VARIABLE = {
    "name": "NODE_ENV",
    "value": "staging",
    "created_at": "2026-11-20T09:00:00Z",
    "updated_at": "2026-11-20T09:00:00Z",
}

CASES = (
    Case(
        ListVariables(repo="acme/web"),
        sends="GET /repos/acme/web/actions/variables?per_page=30",
        said="list the variables of acme/web",
        more={"name": "NODE_ENV", "limit": 1000},
        answer=[_VARIABLE, _VARIABLE | {"name": "REGION", "value": "eu 📱"}],
    ),
    Case(
        CreateVariable(repo="acme/web", name="REGION", value="eu"),
        sends="POST /repos/acme/web/actions/variables",
        body={"name": "REGION", "value": "eu"},
        said="create the variable REGION with the value eu in acme/web",
    ),
    Case(
        UpdateVariable(repo="acme/web", name="NODE_ENV", value="production"),
        sends="PATCH /repos/acme/web/actions/variables/NODE_ENV",
        body={"value": "production"},
        said="set the variable NODE_ENV to production in acme/web",
    ),
    Case(
        DeleteVariable(repo="acme/web", name="NODE_ENV"),
        sends="DELETE /repos/acme/web/actions/variables/NODE_ENV",
        said="delete the variable NODE_ENV of acme/web",
        in_sandbox={"NODE_ENV": "REGIONS"},
    ),
)
