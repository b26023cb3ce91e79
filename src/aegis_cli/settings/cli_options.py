"""The options of the command line, as one value."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, TypeAlias

Engine: TypeAlias = Literal["gemini", "offline", "strict"]
"""What turns a sentence into a plan: a model; the grammar, then a guess; or the grammar alone."""
StepUp: TypeAlias = Literal["device", "browser"]
"""Where a person proves that they are there, for what cannot be undone."""

LONGEST_TIMEOUT = 120
"""The most seconds that a server may say nothing."""

STEERING = {
    f"--{name.replace('_', '-')}": name for name in ("config", "sandbox", "step_up", "model")
}
"""The options that no client brings to a session, since they would steer its agent, each with its
name in `CliOptions`. Those about a sign-in have no effect there."""


@dataclass(frozen=True, slots=True)
class CliOptions:
    """The options of one process; empty if they were not given."""

    sandbox: bool = False
    config: Path | None = None
    debug: bool = False
    engine: str = ""
    model: str = ""
    repo: str = ""
    yes: bool = False
    confirm: tuple[str, ...] = ()
    dry_run: bool = False
    keep_going: bool = False
    max_writes: int = 50
    """How many writes a sentence about each of many may come to."""
    read_only: bool = False
    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    step_up: str = ""
    no_browser: bool = False
    sign_in_timeout: float | None = None
    timeout: int | None = None
    lasts: bool = False
    """Whether the process is the prompt, which serves one request after another."""
    says: str = ""
    """Who asks, as the program itself says it, to be shown to the person as its words."""
    opens: Callable[["CliOptions"], Any] | None = None
    """What opens aegis in a session, in place of this process's own parts; `None` outside one."""

    def as_json(self) -> dict[str, Any]:
        """Return them for another process, without what only this one can call."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        del values["opens"]
        return values | {"config": None if self.config is None else str(self.config)}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "CliOptions":
        """Return what `as_json` made, after JSON has turned tuples into lists."""
        config = values["config"]
        lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
        return cls(**{**values, **lists, "config": None if config is None else Path(config)})


def differing(ours: Mapping[str, str], given: Mapping[str, str]) -> list[str]:
    """Name the settings that a client has otherwise than its session; an empty one is none."""
    return [name for name, value in given.items() if value and ours.get(name) != value]
