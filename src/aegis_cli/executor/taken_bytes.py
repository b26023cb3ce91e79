"""What the calls of one request take that is no argument: the file that the command line names.

It is opened and hashed before the question, in the process of the person. What is shown, sealed and
logged is the commitment to it; the bytes themselves go to the child as a descriptor.
"""

import hashlib
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Any, TypeAlias

from pydantic import ValidationError

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call
from aegis_cli.actions.fields.fields import commitments
from aegis_cli.adapters.named_file import NotSendable, open_named
from aegis_cli.errors import Code, UsageError
from aegis_cli.executor.downloads import NOWHERE, Destination
from aegis_cli.planning.expansion import Act
from aegis_cli.planning.misfit import explain
from aegis_cli.planning.typed import as_typed

_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Given:
    """What the command line gives to the calls beside their arguments; no sentence can."""

    file: str = ""
    """The path of the file that is sent, or what it is; "" for none."""
    opened: int | None = None
    """The descriptor of that file, where it is open already; it stays the caller's."""
    sha256: str = ""
    """What its SHA-256 must be, where somebody looked at it before."""


@dataclass(frozen=True, slots=True)
class NamedFiles:
    """The files that the command line names: where a download goes, and what is sent."""

    destination: Destination = NOWHERE
    given: Given = Given()  # frozen


NO_FILES = NamedFiles()
"""Where nobody named a file, and nothing can be shown."""

OpenToSend: TypeAlias = Callable[[str], int]
"""Opens the file of a path, in the process of the person; raises `AegisError`."""


def open_own(path: str) -> int:
    """Open a file in this process, since it is the person's."""
    try:
        return open_named(path)
    except NotSendable as problem:
        raise UsageError(str(problem), code=Code.BAD_INPUT) from None


@dataclass(slots=True)
class TakenBytes:
    """What the calls of one request take."""

    given: Given
    open_file: OpenToSend
    has_broker: bool = False
    told: Callable[[str], None] = lambda _text: None
    """Shows what is waited for."""
    _files: dict[str, int] = field(default_factory=dict)
    """The descriptors, by the ids of the calls."""

    def commit(self, acts: tuple[Act, ...]) -> tuple[Act, ...]:
        """Return the acts with the commitments to what they take.

        Raises `UsageError` where what is given is not what they take.
        """
        takers = [act for act in acts if act.action.facts.takes == "file"]
        if self.given.file and len(takers) != 1:
            count = f"{len(takers)} files" if takers else "nothing"
            raise UsageError(
                f"--from names one file, and this uploads {count}.", code=Code.BAD_USAGE
            )
        for act in takers:
            self._require(act)
        return tuple(self._with_file(act) if act in takers else act for act in acts)

    def _require(self, act: Act) -> None:
        if self.has_broker:
            raise UsageError(
                "A broker takes no files.",
                code=Code.BAD_USAGE,
                hint="Without AEGIS_BROKER, aegis uploads it itself.",
            )
        if not self.given.file:
            line = as_typed(act).removesuffix(" --yes")
            typed = f": `{line}`" if line else ", behind --from."
            raise UsageError(
                f"{act.action.says()}: the command line names no file.",
                code=Code.BAD_USAGE,
                hint=f"Name it there, which no sentence can{typed}",
            )

    def _with_file(self, act: Act) -> Act:
        path = self.given.file
        opened = self.given.opened
        descriptor = self.open_file(path) if opened is None else os.dup(opened)
        self._files[act.id] = descriptor
        size = os.fstat(descriptor).st_size
        # What does not fit is refused before gigabytes are read.
        fitting = {"name": PurePath(path).name, "size": size}
        action = _with_commitment(act.action, path, fitting)
        self.told(f"reading {path}")
        digest = {"sha256": _hash_of(descriptor, path, size)}
        if self.given.sha256 not in {"", digest["sha256"]}:
            raise UsageError(f"{path} has changed since it was looked at.", code=Code.BAD_INPUT)
        return replace(act, action=_with_commitment(action, path, digest))

    def open(self, call: Call) -> int:
        """Return the descriptor of what a call takes."""
        if call.id not in self._files:
            raise UsageError("There is nothing here that this could take.", code=Code.BAD_USAGE)
        return self._files[call.id]

    def drop(self) -> None:
        """Close what was opened."""
        while self._files:
            with suppress(OSError):
                os.close(self._files.popitem()[1])


def _with_commitment(action: Action[Any], path: str, parts: Mapping[str, Any]) -> Action[Any]:
    """Return a call with the commitment to a file; raise `UsageError` if it takes no such file."""
    fields = commitments(type(action))
    found = {
        name: parts[mark.part]
        for name, mark in fields.items()
        if mark.part in parts and not (mark.unless_given and getattr(action, name) is not None)
    }
    try:
        return action.from_arguments({**action.sent_arguments(), **found})
    except ValidationError as error:
        reason = explain(error)
        wrong = [each["loc"][0] for each in error.errors() if each["loc"]]
    other = next((name for name in wrong if name in fields and fields[str(name)].unless_given), "")
    hint = f"Say another {other}, with --{other}." if other else None
    raise UsageError(f"{path} cannot be sent: {reason}.", code=Code.BAD_INPUT, hint=hint)


def _hash_of(descriptor: int, path: str, size: int) -> str:
    """Return the SHA-256 of a file; raise `UsageError` if it changes meanwhile."""
    seen, at = hashlib.sha256(), 0
    try:
        while at < size and (piece := os.pread(descriptor, min(_PIECE, size - at), at)):
            seen.update(piece)
            at += len(piece)
        is_same = at == size == os.fstat(descriptor).st_size
    except OSError as problem:
        raise UsageError(
            f"{path} cannot be read: {problem.strerror}.", code=Code.BAD_INPUT
        ) from None
    if not is_same:
        raise UsageError(
            f"{path} changes while it is read.",
            code=Code.BAD_INPUT,
            hint="Ask again once it is written.",
        )
    return seen.hexdigest()
