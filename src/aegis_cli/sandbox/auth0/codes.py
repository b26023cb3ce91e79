"""Device codes and the user codes that people type: make, find and decide them."""

import secrets
from operator import attrgetter

from aegis_cli.sandbox.auth0.tenant import Tenant
from aegis_cli.sandbox.state import Confirm, Decision, DeviceCode, Issued, State

# RFC 8628, section 6.1: twenty consonants, so that no code spells a word.
_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
_REMEMBERED_FOR = 3600.0


def issue(tenant: Tenant, *, scope: tuple[str, ...], audience: str, client_id: str) -> DeviceCode:
    """Make a code and remember it."""
    state, now = tenant.state, tenant.state.now()
    state.forget(state.device_codes, attrgetter("expires_at"), after=_REMEMBERED_FOR)
    code = DeviceCode(
        device_code=state.hand_out(Issued.DEVICE, secrets.token_urlsafe(24)),
        user_code=_new_user_code(state),
        scope=scope,
        audience=audience,
        client_id=client_id,
        issued_at=now,
        expires_at=now + tenant.config.code_life,
    )
    state.device_codes[code.device_code] = code
    return code


def find(state: State, typed: str) -> DeviceCode | None:
    """Find the code that a person typed; case and punctuation do not matter."""
    wanted = _letters_of(typed)
    codes = state.device_codes.values()
    return next((code for code in codes if _letters_of(code.user_code) == wanted), None)


def decision(state: State, code: DeviceCode) -> Decision | None:
    """Return the decision of the person, or of a sandbox that confirms by itself in time."""
    if code.decision is not None or state.confirm is Confirm.PAGE:
        return code.decision
    waited = state.now() - code.issued_at
    return Decision.CONFIRMED if waited >= state.confirm_after else None


def _letters_of(typed: str) -> str:
    return "".join(letter for letter in typed.upper() if letter in _LETTERS)


def _new_user_code(state: State) -> str:
    while True:
        letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
        if find(state, letters) is None:
            return f"{letters[:4]}-{letters[4:]}"
