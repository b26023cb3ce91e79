"""Teams, as far as plain rules keep them."""

from typing import Any

from aegis_cli.sandbox.github.api.call import Call
from aegis_cli.sandbox.github.api.collection import Collection
from aegis_cli.sandbox.github.api.kinds import schema_name
from aegis_cli.sandbox.github.api.row import Row
from aegis_cli.sandbox.github.people import accounts
from aegis_cli.sandbox.github.people.teams import team
from aegis_cli.sandbox.github.world.organizations import Team


def _team(call: Call, _: None, shown: Team) -> Any:
    is_full = schema_name(call.operation.schema) == "team-full"
    return (accounts.full_team if is_full else team)(call, call.organization, shown)


ROWS: tuple[Row, ...] = (
    Collection(
        path="/orgs/{org}/teams",
        kind=Team,
        store=lambda call: call.world.teams.setdefault(call.organization, {}),
        shape=_team,
    ),
)
