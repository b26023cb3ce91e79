"""Tries what is claimed of a tenant by its Management API, and puts back what that changes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from aegis_cli.doctor.live.sightings import Fact
from aegis_cli.doctor.live.trial import Trial, TrialResult, ends, no, yes
from aegis_cli.errors import Code
from aegis_cli.setup.desired import TOKEN_LIFETIME
from aegis_cli.setup.finding import State
from aegis_cli.setup.pieces import client_id_of, path_of
from aegis_cli.setup.user_permissions import read_people


def vault_in_plan(trial: Trial) -> TrialResult:
    """See whether the Custom API Client has the grant."""
    return _piece(trial, "vault")


def mfa_by_actions(trial: Trial) -> TrialResult:
    """See whether Auth0 kept the setting that `aegis setup auth0` sent."""
    return _piece(trial, "mfa-by-actions")


def rbac_in_plan(trial: Trial) -> TrialResult:
    """See whether the API enforces permissions."""
    told = (trial.tenant().pieces.api or {}).get("enforce_policies")
    return _comparison(told is True, f"enforce_policies is {told}")


def web_lifetime(trial: Trial) -> TrialResult:
    """See what Auth0 kept of the lifetime of tokens for pages."""
    told = (trial.tenant().pieces.api or {}).get("token_lifetime_for_web")
    return _comparison(told == TOKEN_LIFETIME, f"token_lifetime_for_web is {told}")


def grant_for_users(trial: Trial) -> TrialResult:
    """See how Auth0 stored the grants."""
    kinds = sorted({str(grant.get("subject_type")) for grant in trial.tenant().pieces.grants})
    return _comparison(kinds == ["user"], f"subject_type is {', '.join(kinds) or 'missing'}")


def login_is_nickname(trial: Trial) -> TrialResult:
    """Look the person up by the login."""
    login = trial.app.identities.login()
    people = trial.management.run(
        read_people(trial.management.api, replace(trial.wanted, person=login))
    )
    found = [str(each.get("user_id")) for each in people]
    is_so = trial.session.subject in found
    return _comparison(is_so, f"{login} is {', '.join(found) or 'nobody'}")


def missing_client_grant(trial: Trial) -> TrialResult:
    """Delete the native application's grant, sign in, and make it again."""
    grants = [g for g in trial.tenant().pieces.grants if g.get("audience") == trial.wanted.audience]
    trial.ask_to_change("the client grant of the native application is deleted")
    with trial.repairs("api-access"):
        for grant in grants:
            trial.change("DELETE", path_of("/client-grants/{id}", grant))
        return ends(trial.other().sign_ins.for_reading, Code.MISCONFIGURED, Code.SCOPE)


def off_for_native(trial: Trial) -> TrialResult:
    """Switch the connection off for the native application, and begin to connect."""
    pieces = trial.tenant().pieces
    with _off(trial, client_id_of(pieces.native), "connection-native"):
        connecting = trial.other().sign_ins.connecting
        return ends(lambda: connecting.connect(trial.wanted.connection), Code.MISCONFIGURED)


def off_for_vault(trial: Trial) -> TrialResult:
    """Switch the connection off for the Custom API Client, and exchange."""
    pieces = trial.tenant().pieces
    with _off(trial, client_id_of(pieces.vault), "connection-vault"):
        return ends(trial.other().identities.login, Code.ACCESS_DENIED)


def _comparison(is_so: bool, told: str) -> TrialResult:  # noqa: FBT001  # what a comparison gave
    return (yes if is_so else no)(told, Fact.AS_CLAIMED if is_so else Fact.OTHERWISE)


def _piece(trial: Trial, name: str) -> TrialResult:
    (piece,) = (each for each in trial.tenant().findings if each.name == name)
    return _comparison(piece.state is State.OK, piece.message)


@contextmanager
def _off(trial: Trial, client_id: str, piece: str) -> Iterator[None]:
    connection = trial.tenant().pieces.connection or {}
    path = path_of("/connections/{id}/clients", connection)
    trial.ask_to_change(f"the connection is switched off ({piece})")
    with trial.repairs(piece):
        trial.change("PATCH", path, [{"client_id": client_id, "status": False}])
        yield


TENANT_TRIALS: dict[str, Callable[[Trial], TrialResult]] = {
    each.__name__: each
    for each in (
        vault_in_plan,
        mfa_by_actions,
        rbac_in_plan,
        web_lifetime,
        grant_for_users,
        login_is_nickname,
        missing_client_grant,
        off_for_native,
        off_for_vault,
    )
}
"""The trials by the names that the rows of claims have."""
