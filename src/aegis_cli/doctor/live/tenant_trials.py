"""Tries the claims about a tenant by its Management API, and takes its own changes back."""

from collections.abc import Callable
from dataclasses import replace

from aegis_cli.doctor.live.sightings import Fact
from aegis_cli.doctor.live.trial import Trial, TrialResult, ends, no, no_trial, yes
from aegis_cli.errors import Code
from aegis_cli.setup.desired import SCOPES, TOKEN_LIFETIME
from aegis_cli.setup.finding import State
from aegis_cli.setup.management import JsonObject
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
    if not all(map(_is_ours, grants)):
        return no_trial(Fact.NOT_AS_MADE)

    def attempt() -> TrialResult:
        for grant in grants:
            trial.change("DELETE", path_of("/client-grants/{id}", grant))
        return ends(trial.other().sign_ins.for_reading, Code.MISCONFIGURED, Code.SCOPE)

    what = "the client grant of the native application is deleted"
    return _trial_with_a_change(trial, "api-access", what, attempt)


def off_for_native(trial: Trial) -> TrialResult:
    """Switch the connection off for the native application, and begin to connect."""
    pieces = trial.tenant().pieces

    def attempt() -> TrialResult:
        connecting = trial.other().sign_ins.connecting
        return ends(lambda: connecting.connect(trial.wanted.connection), Code.MISCONFIGURED)

    return _off(trial, client_id_of(pieces.native), "connection-native", attempt)


def off_for_vault(trial: Trial) -> TrialResult:
    """Switch the connection off for the Custom API Client, and exchange."""
    pieces = trial.tenant().pieces

    def attempt() -> TrialResult:
        return ends(trial.other().identities.login, Code.ACCESS_DENIED)

    return _off(trial, client_id_of(pieces.vault), "connection-vault", attempt)


def _comparison(is_so: bool, told: str) -> TrialResult:  # noqa: FBT001  # what a comparison gave
    return (yes if is_so else no)(told, Fact.AS_CLAIMED if is_so else Fact.OTHERWISE)


def _piece(trial: Trial, name: str) -> TrialResult:
    piece = trial.finding(name)
    return _comparison(piece.state is State.OK, piece.message)


def _off(trial: Trial, client_id: str, piece: str, then: Callable[[], TrialResult]) -> TrialResult:
    """Try something while the connection is off for an application."""
    connection = trial.tenant().pieces.connection or {}

    def attempt() -> TrialResult:
        path = path_of("/connections/{id}/clients", connection)
        trial.change("PATCH", path, [{"client_id": client_id, "status": False}])
        return then()

    return _trial_with_a_change(trial, piece, f"the connection is switched off ({piece})", attempt)


def _trial_with_a_change(
    trial: Trial, piece: str, what: str, attempt: Callable[[], TrialResult]
) -> TrialResult:
    """Ask, and try something that changes a piece, if that can be put back as it is now."""
    found = trial.finding(piece)
    if found.state is not State.OK:
        return no_trial(Fact.NOT_AS_MADE, found.message)
    trial.ask_to_change(what)
    return trial.put_back(piece, attempt)


def _is_ours(grant: JsonObject) -> bool:
    """Tell whether a grant is as aegis makes it, and so can be made again."""
    has_more = {*grant.get("scope", ())} - {*SCOPES} or grant.get("allow_all_scopes") is True
    return grant.get("subject_type") == "user" and not has_more


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
