"""Where the downloads of one request go: to a file that the command line names, or to be shown."""

import os
from dataclasses import dataclass, field, replace
from typing import IO, Protocol

from aegis_cli.actions.call import Call
from aegis_cli.adapters.new_file import PARTIAL, NewFile, NotNew
from aegis_cli.errors import AegisError, Code, Failed, UsageError
from aegis_cli.planning.expansion import Act
from aegis_cli.request.execution import Outcome, StepStatus
from aegis_cli.request.result import Result, finished_result

_MOST = 16
"""The most files of one request, uploads too: as many descriptors go with one message."""


@dataclass(frozen=True, slots=True)
class Destination:
    """What the command line says of a download; no sentence can say any of it."""

    to: str = ""
    """The path of the file; "" where it is to be shown."""
    force: bool = False
    """Whether what is there may be replaced."""
    shows: frozenset[str] = frozenset()
    """What can be shown where no file is named: a `log`, or any `file` in a pipe."""


NOWHERE = Destination()
"""Where nobody named a file, and nothing can be shown."""


class OpenFile(Protocol):
    """A file that has its name once it is whole."""

    @property
    def descriptor(self) -> int:
        """Where it is written."""
        ...

    def keep(self) -> None:
        """Give it its name; raise `AegisError` if that cannot be."""
        ...

    def drop(self) -> bool:
        """Let go of it; return whether something of it is left."""
        ...


class NewFileMaker(Protocol):
    """Makes a file that has its name once it is whole."""

    def __call__(self, path: str, *, force: bool) -> OpenFile:
        """Make it; raise `AegisError` if that cannot be."""
        ...


class OwnFile:
    """A file that this process makes, since it is the person's."""

    def __init__(self, path: str, *, force: bool) -> None:
        try:
            self._file = NewFile(path, force=force)
        except NotNew as problem:
            raise UsageError(str(problem), code=Code.BAD_USAGE) from None

    @property
    def descriptor(self) -> int:
        """Where it is written."""
        return self._file.descriptor

    def keep(self) -> None:
        """Give it its name; raise `Failed` if that cannot be."""
        try:
            self._file.keep()
        except NotNew as problem:
            raise Failed(str(problem), code=Code.OUTPUT) from None

    def drop(self) -> bool:
        """Let go of it; return whether something of it is left."""
        return self._file.drop()


@dataclass(slots=True)
class Downloads:
    """The downloads of one request."""

    destination: Destination
    new_file: "NewFileMaker"
    """Makes the file, in the process of the person; raises `AegisError`."""
    has_broker: bool = False
    spooled: dict[str, IO[bytes]] = field(default_factory=dict)
    """What is to be shown, by the ids of the steps: files without a name."""
    _file: OpenFile | None = None

    def require(self, acts: tuple[Act, ...]) -> None:
        """Raise `UsageError` if there is no place for what these download; else make the file."""
        to, kinds = self.destination.to, [act.action.facts.downloads for act in acts]
        wanted = [kind for kind in kinds if kind]
        if to and len(wanted) != 1:
            count = "nothing" if not wanted else f"{len(wanted)} files"
            raise UsageError(
                f"--to names one file, and this downloads {count}.", code=Code.BAD_USAGE
            )
        if wanted and self.has_broker:
            raise UsageError(
                "A broker hands on no files and no logs.",
                code=Code.BAD_USAGE,
                hint="Without AEGIS_BROKER, aegis downloads them itself.",
            )
        if sum(act.action.facts.needs_descriptor for act in acts) > _MOST:
            raise UsageError(f"At most {_MOST} files at once.", code=Code.BAD_USAGE)
        if not to and not self.destination.shows.issuperset(wanted):
            name = next(act.action.facts.action for act in acts if act.action.facts.downloads)
            raise UsageError(
                "This is a file that is not shown here.",
                code=Code.BAD_USAGE,
                hint=f"Add --to FILE to the command; at the prompt: /do {name} … --to FILE.",
            )
        if to:
            self._file = self.new_file(to, force=self.destination.force)

    def open(self, call: Call) -> int:
        """Return the descriptor of the file that takes a download."""
        if self._file is not None:
            return self._file.descriptor
        if call.action.facts.downloads not in self.destination.shows:
            raise UsageError("There is no place for this download.", code=Code.BAD_USAGE)
        from tempfile import TemporaryFile  # noqa: PLC0415  # it takes long, and is seldom needed

        self.spooled[call.id] = TemporaryFile()  # noqa: SIM115  # shown later
        return self.spooled[call.id].fileno()

    def keep(self, result: Result) -> Result:
        """Give what is whole its name; return the result with where it is, or with why it is not.

        NOTE: what the executor says is compared with the file itself.
        """
        downloads = {act.id for act in result.acts if act.action.facts.downloads}
        outcomes = tuple(
            self._keep(each) if each.id in downloads else each for each in result.outcomes
        )
        if outcomes == result.outcomes:
            return result
        told = finished_result(result.request, result.acts, result.digest or "", outcomes)
        return replace(result, status=told.status, outcomes=outcomes, error=told.error)

    def _keep(self, outcome: Outcome) -> Outcome:
        is_done = outcome.status is StepStatus.DONE
        file = self._file if self.destination.to else self.spooled.get(outcome.id)
        try:
            if is_done and (file is None or outcome.data["size"] != _size(file)):
                raise Failed("The file is not as long as it should be.", code=Code.PROTOCOL)
            if is_done and self._file is not None:
                self._file.keep()
                return replace(outcome, data=outcome.data | {"path": self.destination.to})
        except AegisError as error:
            is_done = False
            outcome = replace(outcome, status=StepStatus.FAILED, data=None, error=error)
        if not is_done and outcome.id in self.spooled:
            self.spooled.pop(outcome.id).close()
        return outcome

    def drop(self) -> str:
        """Let go of a file that is not whole; say what is left of it, or ""."""
        file, self._file = self._file, None
        if file is None or not file.drop():
            return ""
        return f"What came of it is {self.destination.to}{PARTIAL}."


def _size(file: OpenFile | IO[bytes]) -> int:
    number = file.descriptor if hasattr(file, "descriptor") else file.fileno()
    return os.fstat(number).st_size
