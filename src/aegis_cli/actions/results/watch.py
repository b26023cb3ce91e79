"""How an action that looks again and again knows that its thing is at its end.

The class of an action says it; no plan, no model and no message can make another read watch.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadUntil:
    """A read that is made again until its answer says that the thing is at its end."""

    thing: str
    """What is watched, in words: `the run`."""
    path: str
    """Where the answer says how far the thing is, as dotted names."""
    end: str
    """What stands there when it is at its end."""
    interval: str
    """The field of the action that says how many seconds are between two looks."""
    once: str
    """The action that makes the same read once."""
    longest: float = 720.0
    """Seconds after which it ends all the same.

    NOTE: the process that has the token lives no longer than that of any plan in a session, which
    the kernel ends after 900 seconds; a part of these may go to the sign-in.
    """
