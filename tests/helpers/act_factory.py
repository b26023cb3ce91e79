"""Acts for tests: an action with the origins of its values, as a plan would expand to it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Precondition
from aegis_cli.actions.provider.provider import Provider
from aegis_cli.core.secret import Secret
from aegis_cli.planning.expansion import Act
from aegis_cli.planning.plan import Origin, Provenance, Step
from aegis_cli.request.execution import ProviderAccess
from tests.helpers.canned import BASE

BASES = {"github": BASE}


def access_to(base: str, token: Secret) -> Callable[[Provider[Any]], ProviderAccess]:
    """Give every provider the same base and token."""
    return lambda _: ProviderAccess(base, token)


def act_of(id: str, action: Action[Any], provenance: Provenance, *, base: str = BASE) -> Act:  # noqa: A002
    """Make an act; an origin of a list is that of each item."""
    whole = {
        name: _each(action.sent_arguments().get(name), origin)
        for name, origin in provenance.items()
    }
    return Act(Step.of(id, action, whole), action, base)


def _each(value: Any, origin: Origin | tuple[Origin, ...]) -> Origin | tuple[Origin, ...]:
    return (
        (origin,) * len(value) if isinstance(value, list) and isinstance(origin, Origin) else origin
    )


def pin(
    acts: tuple[Act, ...], pinned: Mapping[str, tuple[Precondition, ...]] | None
) -> tuple[Act, ...]:
    """Return acts with preconditions, by id."""
    return tuple(replace(act, preconditions=(pinned or {}).get(act.id, ())) for act in acts)
