"""What is true of an action whatever its arguments are: effect, approval, permissions, target."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Generic, Literal, Self

from aegis_cli.actions.fields.marks import A_co
from aegis_cli.actions.results.new_page import NewPage
from aegis_cli.actions.results.views import View
from aegis_cli.actions.results.watch import ReadUntil
from aegis_cli.actions.targets.related_reads import RelatedRead
from aegis_cli.actions.targets.target import Made, Target
from aegis_cli.actions.undoing import Undoing
from aegis_cli.actions.words.forms import Form
from aegis_cli.core.http import Method


class Effect(IntEnum):
    """How much an action can change; a larger effect needs a larger approval."""

    READ = 0
    WRITE = 1
    ASKED = 2
    """A write that the person is always asked about."""
    DESTRUCTIVE = 3

    def __str__(self) -> str:
        return self.name.lower()


class Approval(IntEnum):
    """How a person approves an action; each needs more than the one before.

    A read needs no approval, unless it sends standard input; then that is plain.
    """

    PLAIN = 0
    """A yes, or `--yes` where the person said it themselves, or a grant."""
    STRICT = 1
    """A yes, which neither `--yes` nor a grant stands for."""
    TYPED = 2
    """The phrase, and a fresh proof of who is there."""


_APPROVALS = {
    Effect.READ: Approval.PLAIN,
    Effect.WRITE: Approval.PLAIN,
    Effect.ASKED: Approval.STRICT,
    Effect.DESTRUCTIVE: Approval.TYPED,
}


@dataclass(frozen=True, slots=True)
class Needs:
    """The permissions that an action needs: one of these sets of them; none at all if empty."""

    any_of: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def read(cls, text: str) -> Self:
        """Read permissions as they are written: `a:read`, `a:read or b:read+c:write`, or `none`."""
        return cls(tuple(tuple(each.split("+")) for each in text.split(" or ") if each != "none"))

    def __str__(self) -> str:
        return " or ".join(map("+".join, self.any_of)) or "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """The stake of an action: its name in an approval, and the words beside it."""

    phrase: str = ""
    """What names the target, as a template over the action's fields: `{repo}#{pull_number}`."""
    same: str = ""
    """A template over the answer about the target, which must give the phrase: `{@repo}#{number}`.

    So an answer about something else, such as that of a redirect, is refused.
    """
    other: str = ""
    """What is said where it gives another phrase, as a template over that answer; "" says that the
    target has another name now."""
    heading: str = ""
    """The line over what is shown of the target; it stands alone where nothing is shown."""


@dataclass(frozen=True, slots=True)
class Facts(Generic[A_co]):
    """The properties of an action that do not depend on its arguments."""

    action: str
    effect: Effect
    needs: Needs
    method: Method
    path: str
    says: str
    view: View
    verbs: tuple[str, ...]
    """The words with which a person asks for this action; its forms begin with them."""
    result: Any
    """The type of the result; `None` if the provider answers with nothing."""
    because: str = ""
    """Why its effect is judged so, where the method says another, people are always asked, or it
    destroys."""
    utterances: tuple[Form, ...] = ()
    """The ways to ask for it, the one that an example shows first."""
    statuses: tuple[int, ...] = ()
    """The statuses that the provider documents for a success; empty for the usual ones."""
    envelope: str = ""
    """Where the result is in an answer such as `{"total_count": 1, "runs": […]}`, as dotted keys;
    "" if the answer is the result itself."""
    target: Target[A_co] | Made[A_co] | None = None
    """What it is about; `None` of a read."""
    confirmation: Confirmation | None = None
    related: tuple[RelatedRead[A_co], ...] = ()
    """The related reads, in the order in which they are made."""
    everywhere: bool = False
    """Whether it looks in every repository, unless a container that it may name says where."""
    of_service: bool = False
    """Whether it says who acts, what is left of a quota, or what the service itself is, so that a
    rule that names places lets it through though it is in none."""
    of_others: bool = False
    """Whether the answer is about other things than the request names, such as an issue's parts."""
    computed: bool = False
    """Whether the provider answers 202 while it computes the result, and is asked again."""
    downloads: Literal["", "log", "file"] = ""
    """What it downloads into a file: a log, which a person can read, or any bytes; "" for none."""
    takes: Literal["", "file", "secret"] = ""
    """What it sends that is no argument, and to which its `Committed` fields are the commitment: a
    file of the person's, or a secret; "" for nothing."""
    converses: bool = False
    """Whether a program at a door is told what comes of it; what it reads, it asks for again and
    again, and the answers go into a pipe."""
    watches: ReadUntil | None = None
    """How it is made again until its thing is at its end; `None` of what is made once."""
    page: NewPage | None = None
    """Where the web page of what it makes is, so that a later step may send its link; `None` where
    it makes nothing that has one."""
    also: tuple[str, ...] = ()
    """Other actions that each call of it counts as, for rules and grants; what an argument adds is
    said by `CountsAs`."""
    undo: Undoing | None = None
    """How it is taken back, or why it is not; `None` of a read, and of what replaces values alone:
    the same action puts back what was there."""

    @property
    def needs_descriptor(self) -> bool:
        """Whether bytes go in or out beside the call, through a descriptor."""
        return bool(self.downloads or self.takes or self.converses)

    @property
    def approval(self) -> Approval:
        """How it is approved, which follows from what it can change."""
        return _APPROVALS[self.effect]

    @property
    def target_read(self) -> Target[A_co] | None:
        """How what it is about is looked at before approval; `None` where nothing is there yet."""
        return self.target if isinstance(self.target, Target) else None

    @property
    def success(self) -> tuple[int, ...]:
        """The statuses of a success (RFC 9110, section 15.3); no other is one."""
        usual = (200,) if self.effect is Effect.READ else (200, 201)
        return self.statuses or ((204,) if self.result is None else usual)
