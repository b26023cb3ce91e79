"""Every way a request can end: its status, its exit code, and the errors that lead there.

One enum decides all three, so that a refusal can never look like a success:

    Status ──► exit code            (what a script sees)
    Code   ──► Status               (what `error.code` says in the JSON)

    AegisError
    ├── UsageError        the command line or the settings are wrong           exit 2
    ├── Unclear           the sentence could not be turned into a plan         exit 3
    ├── NotSignedIn       nobody signed in, or no account is connected         exit 4
    ├── Denied            the policy, a scope or the broker says no            exit 5
    ├── NotApproved       the person said no, or nobody could be asked         exit 6
    ├── Failed            a provider, Gemini, Auth0 or the network failed      exit 7
    ├── OutcomeUnknown    a write left, and its answer never came              exit 8
    ├── Busy              a session serves as many requests as it can          exit 9
    ├── Interrupted       Ctrl-C, with no write in flight                      exit 130
    └── Bug               a mistake of aegis's own                             exit 1
"""

from collections.abc import Collection
from enum import Enum, StrEnum
from typing import ClassVar, Self


class Status(StrEnum):
    """How a request ended."""

    exit_code: int

    def __new__(cls, value: str, exit_code: int) -> Self:
        """Make a member that knows its exit code."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.exit_code = exit_code
        return member

    DONE = "done", 0
    """Everything that was asked for has happened."""

    ALREADY = "already", 0
    """Everything was so before; nothing was sent, and nobody was asked."""

    PLANNED = "planned", 0
    """`--dry-run`: the plan was made and judged; nothing was signed in or sent."""

    BUG = "bug", 1
    """Aegis itself made a mistake."""

    USAGE = "usage", 2
    """The command line or the settings are wrong."""

    UNCLEAR = "unclear", 3
    """The sentence could not be turned into a plan, or something is missing from it."""

    UNSUPPORTED = "unsupported", 3
    """The request is clear, and aegis has no action for it."""

    NOT_SIGNED_IN = "not_signed_in", 4
    """Nobody signed in: denied in the browser, expired, or no GitHub account is connected."""

    DENIED = "denied", 5
    """The policy, the granted scope or the broker does not allow it."""

    DECLINED = "declined", 6
    """The person was asked and said no."""

    NEEDS_APPROVAL = "needs_approval", 6
    """A write needs an approval that could not be asked for here."""

    FAILED = "failed", 7
    """GitHub, Gemini, Auth0 or the network failed, or GitHub did only a part."""

    OUTCOME_UNKNOWN = "outcome_unknown", 8
    """A write left this machine and its answer never came: look before trying again."""

    BUSY = "busy", 9
    """A session serves as many requests, or asks as many questions, as it can at once."""

    INTERRUPTED = "interrupted", 130
    """Ctrl-C, while no write was in flight."""


class Code(Enum):
    """What went wrong, as a stable word for scripts, with its status."""

    status: Status
    meaning: str

    def __new__(cls, value: str, status: Status, meaning: str) -> Self:
        """Make a member that knows its status and its meaning."""
        member = object.__new__(cls)
        member._value_ = value
        member.status = status
        member.meaning = meaning
        return member

    @classmethod
    def from_value(cls, value: str) -> "Code":
        """Return the code with this value; raise `ValueError` if there is none."""
        for code in cls:
            if code.value == value:
                return code
        raise ValueError(f"{value!r} is not an error code")

    INTERNAL = "internal", Status.BUG, "A mistake of aegis's own."

    BAD_USAGE = "bad_usage", Status.USAGE, "An option, an argument or a field is wrong."
    BAD_SETTINGS = "bad_settings", Status.USAGE, "A setting is missing, unknown or malformed."
    NO_PLANNER = "no_planner", Status.USAGE, "No Gemini key is set and no other engine was chosen."
    BAD_INPUT = "bad_input", Status.USAGE, "Standard input is too large, not UTF-8, or not there."
    NO_TERMINAL = "no_terminal", Status.USAGE, "The command needs a terminal and there is none."

    UNCLEAR = "unclear", Status.UNCLEAR, "The sentence could not be turned into a plan."
    QUESTION = (
        "question",
        Status.UNCLEAR,
        "Something that is needed is missing from the sentence, and the model asks for it.",
    )
    UNSUPPORTED = "unsupported", Status.UNSUPPORTED, "No action of the catalogue does this."

    SIGN_IN_DENIED = "sign_in_denied", Status.NOT_SIGNED_IN, "Sign-in was denied in the browser."
    SIGN_IN_EXPIRED = "sign_in_expired", Status.NOT_SIGNED_IN, "Nobody confirmed the code in time."
    SESSION_EXPIRED = "session_expired", Status.NOT_SIGNED_IN, "The session is no longer valid."
    NOT_CONNECTED = (
        "not_connected",
        Status.NOT_SIGNED_IN,
        "Auth0 keeps no refresh token for an account of this person at the provider.",
    )
    RECONNECT = (
        "reconnect",
        Status.NOT_SIGNED_IN,
        "The provider no longer accepts the token that Auth0 keeps.",
    )

    NO_SESSION = (
        "no_session",
        Status.NOT_SIGNED_IN,
        "The session has ended, is out of reach, or is another command's.",
    )
    LOCKED = "session_locked", Status.NOT_SIGNED_IN, "The session is locked."

    POLICY = "policy", Status.DENIED, "A rule of the policy does not allow the action."
    SCOPE = "scope", Status.DENIED, "The sign-in granted less than the plan needs."
    ACCESS_DENIED = (
        "access_denied",
        Status.DENIED,
        "Auth0 refused to give this person's token of the provider.",
    )
    MFA_REQUIRED = (
        "mfa_required",
        Status.DENIED,
        "Auth0 wants a second factor before it gives the provider's token.",
    )
    STEP_UP = (
        "insufficient_user_authentication",
        Status.DENIED,
        "What cannot be undone needs a fresh sign-in, and there was none.",
    )

    DECLINED = "declined", Status.DECLINED, "The person did not approve the plan."
    NEEDS_APPROVAL = "needs_approval", Status.NEEDS_APPROVAL, "Nobody could be asked to approve."

    SIGN_IN_FAILED = "sign_in_failed", Status.FAILED, "Auth0 answered the sign-in with a fault."
    EXCHANGE_FAILED = (
        "exchange_failed",
        Status.FAILED,
        "Auth0 answered the request for the provider's token with a fault.",
    )
    MISCONFIGURED = "misconfigured", Status.FAILED, "An Auth0 application or API is set up wrongly."
    NETWORK = "network", Status.FAILED, "A host could not be reached, or did not answer in time."
    PROTOCOL = "protocol", Status.FAILED, "A service answered with something that is not allowed."
    PLANNER = "planner", Status.FAILED, "Gemini failed, refused, or gave no usable plan."
    PLANNER_KEY = "planner_key", Status.FAILED, "Gemini does not accept the API key."
    PLANNER_MODEL = "planner_model", Status.FAILED, "Gemini does not offer the model."
    PLANNER_QUOTA = "planner_quota", Status.FAILED, "The Gemini quota is used up."
    AUTHORIZATION_UNAVAILABLE = (
        "authorization_unavailable",
        Status.FAILED,
        "The broker could not ask for the rules of the organisation; nothing was done.",
    )
    BROKER = "broker", Status.FAILED, "The broker failed or gave an unexpected answer."
    BAD_CREDENTIALS = (
        "bad_credentials",
        Status.FAILED,
        "The provider does not accept the token (401).",
    )
    FORBIDDEN = "forbidden", Status.FAILED, "The provider forbids it (403)."
    SSO_REQUIRED = "sso_required", Status.FAILED, "The organization wants a SAML single sign-on."
    NOT_FOUND = "not_found", Status.FAILED, "It does not exist, or the token cannot see it (404)."
    CONFLICT = "conflict", Status.FAILED, "The resource is not in a state for it (405, 409)."
    GONE = "gone", Status.FAILED, "The feature is switched off or the resource is gone (410)."
    INVALID = "invalid", Status.FAILED, "The provider rejected a value (400, 413, 422)."
    LEGAL_BLOCK = "legal_block", Status.FAILED, "The repository is blocked for legal reasons (451)."
    OTHER_KIND = (
        "other_kind",
        Status.FAILED,
        "What was named is a thing of another kind, such as a pull request in place of an issue.",
    )
    MOVED = "moved", Status.FAILED, "The repository was renamed or transferred."
    CHANGED = "changed", Status.FAILED, "The target is no longer the one that was approved."
    NOT_APPROVED = "not_approved", Status.FAILED, "The request is not the one that was approved."
    RATE_LIMITED = "rate_limited", Status.FAILED, "A rate limit of the provider is used up."
    NOT_READY = (
        "not_ready",
        Status.FAILED,
        "The provider is still computing the statistics (202), or what is watched still goes on.",
    )
    GITHUB = "github", Status.FAILED, "GitHub failed (5xx) or gave an unexpected answer."
    PROVIDER = (
        "provider",
        Status.FAILED,
        "Another provider than GitHub failed or gave an unexpected answer.",
    )
    OUTPUT = "output", Status.FAILED, "Standard output or standard error could not be written."
    PARTLY_IGNORED = (
        "partly_ignored",
        Status.FAILED,
        "The provider silently did only a part of it.",
    )

    RESIDUE = "residue", Status.FAILED, "A secret was found where none may be left."
    UNSEEN = "unseen", Status.FAILED, "The search for residue could not look everywhere."

    BUSY = "busy", Status.BUSY, "The session serves or asks as much as it can at once."
    OUTCOME_UNKNOWN = (
        "outcome_unknown",
        Status.OUTCOME_UNKNOWN,
        "A write left, or may have; no answer came.",
    )
    INTERRUPTED = "interrupted", Status.INTERRUPTED, "Ctrl-C, with no write in flight."


class AegisError(Exception):
    """An error that ends a request: words for the person, and a code for scripts.

    The message is a whole sentence; the hint is a command to type or a step to take.
    No message, hint or argument ever holds a secret.
    """

    ends: ClassVar[Collection[Status]] = frozenset(Status)
    """The statuses that the class can have."""
    provider = ""
    """The name of the provider at which there was no token; "" for every other error."""

    def __init_subclass__(cls, *, ends: Collection[Status] | None = None) -> None:
        """Take the statuses of the class, or leave it those of the class above it."""
        cls.ends = ends or cls.ends

    def __init__(self, message: str, *, code: Code, hint: str | None = None) -> None:
        """Raise `TypeError` for a code whose status this class cannot have."""
        if code.status not in self.ends:
            msg = f"{type(self).__name__} cannot carry the code {code.value!r}"
            raise TypeError(msg)
        super().__init__(message)
        self.message = message
        self.code = code
        self.hint = hint

    @property
    def status(self) -> Status:
        """The status that the code means."""
        return self.code.status


class UsageError(AegisError, ends={Status.USAGE}):
    """The command line or the settings are wrong."""


class Unclear(AegisError, ends={Status.UNCLEAR, Status.UNSUPPORTED}):
    """The sentence could not be turned into a plan."""

    def __init__(
        self, message: str, *, code: Code, hint: str | None = None, sentences: tuple[str, ...] = ()
    ) -> None:
        """Take the sentences that may have been meant, the likeliest first."""
        super().__init__(message, code=code, hint=hint)
        self.sentences = sentences


class NotSignedIn(AegisError, ends={Status.NOT_SIGNED_IN}):
    """Nobody signed in, or no GitHub account is connected."""


class Denied(AegisError, ends={Status.DENIED}):
    """The policy, a scope or Auth0 says no."""


class StepUpRequired(Denied):
    """The executor wants a fresh proof that the person is there (RFC 9470, section 3)."""

    def __init__(
        self,
        message: str,
        *,
        scope: str = "aegis:admin",
        max_age: float = 300.0,
        hint: str | None = None,
    ) -> None:
        """Name the scope that the session needs, and the greatest age of its proof in seconds."""
        super().__init__(message, code=Code.STEP_UP, hint=hint)
        self.scope = scope
        self.max_age = max_age


class NotApproved(AegisError, ends={Status.DECLINED, Status.NEEDS_APPROVAL}):
    """The person said no, or nobody could be asked."""


class Failed(AegisError, ends={Status.FAILED}):
    """GitHub, Gemini, Auth0 or the network failed."""


class OutcomeUnknown(AegisError, ends={Status.OUTCOME_UNKNOWN}):
    """A write left this machine and its answer never came."""


class Busy(AegisError, ends={Status.BUSY}):
    """A session serves as many requests, or asks as many questions, as it can at once."""


class Interrupted(AegisError, ends={Status.INTERRUPTED}):
    """Ctrl-C, with no write in flight."""


class Bug(AegisError, ends={Status.BUG}):
    """A mistake of aegis's own."""


def error_for(
    code: Code, message: str, *, hint: str | None = None, provider: str = ""
) -> AegisError:
    """Return an error of the class to which the code's status belongs."""
    if code is Code.STEP_UP:
        return StepUpRequired(message, hint=hint)
    cls = next(cls for cls in AegisError.__subclasses__() if code.status in cls.ends)
    error = cls(message, code=code, hint=hint)
    error.provider = provider
    return error
