"""How far a plan is: its reads, who signed in, and the person's reply; pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.planning.expansion import Act, digest
from aegis_cli.request.approval import Approved, Reply, remaining_acts, with_linked, with_needing
from aegis_cli.request.consent import Consent, Preapproval
from aegis_cli.request.crossing import crossings
from aegis_cli.request.edits import Edits, with_edits
from aegis_cli.request.ports import Session
from aegis_cli.request.scopes import SCOPES
from aegis_cli.request.target_snapshot import TargetSnapshot

_LINK_OF_EDITED = "What has the link of a step that you edited is left out."


@dataclass(frozen=True, slots=True)
class PlanSnapshot:
    """A plan after the reads before approval.

    `@me` is replaced, ids are resolved, issue or pull request is settled, and values are pinned.
    """

    acts: tuple[Act, ...]
    snapshots: Mapping[str, tuple[TargetSnapshot, ...]]
    """The reads of each act's target, by its id."""
    already: Mapping[str, str]
    """What is said of each act that changes nothing, by its id."""
    preapproved: frozenset[str]
    """The ids of the acts that nobody is asked about."""
    places: tuple[TargetSnapshot, ...] = ()
    """What was seen of the places between which something goes."""
    beside: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """What was read for the question alone, by the ids of the acts, each under its name."""
    actors: tuple[tuple[str, str], ...] = ()
    """Who acts where a question shows a write: the provider's title, and what it calls them."""
    lists: Mapping[str, Action[Any]] = field(default_factory=dict)
    """The lists that were read before, by the ids of their steps."""

    @property
    def crossings(self) -> Mapping[str, str]:
        """What is said of each act that takes something from one place to another, by its id."""
        return crossings(self.left, self.snapshots, self.places, self.lists)

    @property
    def left(self) -> tuple[Act, ...]:
        """The acts that are not so already."""
        return tuple(act for act in self.acts if act.id not in self.already)

    def rests_on(self, left_out: frozenset[str]) -> bool:
        """Tell whether a target was shown as what the person struck out would leave it."""
        looked_at = (snapshots for id_, snapshots in self.snapshots.items() if id_ not in left_out)
        return any(
            snapshot.written_by in left_out for snapshots in looked_at for snapshot in snapshots
        )


@dataclass(frozen=True, slots=True)
class ReadBefore:
    """What was read for a plan before its acts were known."""

    told: tuple[str, ...] = ()
    """What the question says of it, a line for each list."""
    session: Session | None = None
    """With what it was read."""
    known: Mapping[Action[Any], TargetSnapshot] = field(default_factory=dict)
    """The targets that a list has shown, by the reads that would show the same."""
    lists: Mapping[str, Action[Any]] = field(default_factory=dict)
    """The lists themselves, by the ids of their steps."""


@dataclass(frozen=True, slots=True)
class PlanState:
    """How far a plan is: the acts that are left, who signed in for it, and the person's reply."""

    acts: tuple[Act, ...]
    consent: Consent
    scope: tuple[str, ...] = SCOPES[Effect.READ]
    """The scope of the session: first to read, then exactly what the acts that are left need."""
    session: Session | None = None
    """With what it goes on; `None` before the sign-in."""
    known: Mapping[Action[Any], TargetSnapshot] = field(default_factory=dict)
    """Optional reads of targets that were made for the question, or that a list makes needless, and
    look-ups of what is verified before the write. They are not repeated for a write of the same
    person."""
    notice: str = ""
    """Why what the person edited changed nothing."""
    edited: frozenset[str] = frozenset()
    """The ids of the acts whose texts the person changed."""
    reply: Reply | None = None
    approved: Approved | None = None
    approver: Session | None = None
    """The session with which the plan was approved."""
    shown_crossings: Mapping[str, str] = field(default_factory=dict)
    """The crossings from one place to another, as the person was told of them then."""
    applied: tuple[tuple[object, str], ...] = ()
    """NOTE: each remedy is applied once at most for each provider. Each of the errors comes before
    anything of the plan was sent."""

    @property
    def current(self) -> Session:
        """The session, once somebody signed in."""
        assert self.session is not None
        return self.session

    def knows(self, session: Session) -> bool:
        """Tell whether a session is provably this person's.

        NOTE: without subjects, nobody can tell.
        """
        return bool(session.subject) and session.subject == self.current.subject

    @property
    def left_out(self) -> frozenset[str]:
        """The ids of the acts that the person struck out so far."""
        return self.reply.left_out if self.reply else frozenset()

    def signed_in(self, session: Session) -> Self:
        """Go on with a session. NOTE: what one person sees, another may not."""
        is_same = self.session is not None and is_same_person(self.session, session)
        return replace(self, session=session, known=self.known if is_same else {})

    def applying(self, remedy: object, provider: str = "") -> Self:
        """Note a remedy before it is applied."""
        return replace(self, applied=(*self.applied, (remedy, provider)))

    def reopen(self, edits: Edits, seen: PlanSnapshot) -> Self:
        """Take the approval back for the person's edits; acts that they left out stay left out.

        `seen` is the plan as it was shown: which number is of which act is known by then alone.

        NOTE: what has the link of an edited act was written for what that was before.
        """
        edited = with_linked(seen.acts, edits.texts.keys()) - edits.texts.keys()
        left_out = with_needing(seen.acts, self.left_out | edits.left_out | edited)
        notice = _LINK_OF_EDITED if edited - self.left_out - edits.left_out else ""
        return replace(self, reply=Reply(left_out=left_out), approved=None, notice=notice)

    def ask_about_all(self) -> Self:
        """Go on with nothing covered. NOTE: no option and no grant is for a plan with an edit.

        A session has let go of what was reserved for it, even if the edit does not fit.
        """
        consent = replace(self.consent, preapproval=Preapproval(), granted=frozenset())
        return replace(self, consent=consent)

    def with_edited_plan(self, edits: Edits) -> Self:
        """Go on with another plan."""
        edited = self.edited | edits.texts.keys()
        return replace(self, acts=with_edits(self.acts, edits), edited=edited)

    def with_reply(self, reply: Reply, seen: PlanSnapshot) -> Self:
        """Take the reply to what was seen; acts that were left out before stay left out."""
        left_out = with_needing(seen.acts, self.left_out | reply.left_out)
        return replace(self, reply=replace(reply, left_out=left_out))

    def with_approval(self, approved: Approved, seen: PlanSnapshot) -> Self:
        """Go on with what is approved, by whoever is signed in."""
        return replace(
            self, approved=approved, approver=self.session, shown_crossings=seen.crossings
        )

    def why_again(self, seen: PlanSnapshot) -> str:
        """Say why an approval does not hold any more; "" if it does, or there is none yet.

        NOTE: the digest covers every request and all that is pinned, so that an approval is not
        valid for a target that has changed since.
        """
        if self.approved is None or self.approver is None:
            return ""
        if not is_same_person(self.approver, self.current):
            return "Somebody else signed in than the person who approved it."
        if digest(remaining_acts(seen.left, self.reply)) != self.approved.digest:
            return "What you approved has changed since."
        if seen.crossings != self.shown_crossings:
            return "Who can see where something comes from, or where it goes, has changed since."
        return ""


def is_same_person(one: Session, other: Session) -> bool:
    """Tell whether two sessions are one person's. NOTE: without subjects, nobody can tell."""
    has_subject = bool(one.subject) and one.subject == other.subject
    return has_subject or one.access_token == other.access_token
