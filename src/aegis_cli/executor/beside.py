"""What goes in or out beside the requests of one run, each by a descriptor: files and values."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from aegis_cli.adapters.sealing import SealedValue
from aegis_cli.adapters.sink import PipeSink, Sink
from aegis_cli.adapters.source import BodySource
from aegis_cli.core.http import Request, Sealing
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, UsageError


@dataclass(frozen=True, slots=True)
class Beside:
    """A descriptor of what goes in or out beside the requests of one call."""

    step: str
    """The id of the call."""
    kind: Literal["download", "pipe", "file", "secret"]
    """The file that takes a download, the pipe that takes answers, a file that is sent, or the line
    with a secret's value."""
    descriptor: int
    sealing: Sealing | None = None
    """What the template of the call says of a secret's value."""
    said: str = ""
    """What the call says of itself, which is in messages anyway, whatever the value is."""


@dataclass
class Besides:
    """All that is beside one run, by the ids of its calls."""

    told: Callable[[int, int | None], None]
    """Is told how far a file is."""
    search: Callable[[bytes], None]
    """Searches a piece of a download for secrets."""
    scan: Callable[[bytes], None]
    """Searches a piece for a pipe, of which there are many, as fast as that can be."""
    hide: Callable[[Secret], object]
    """Is told a value that no message may contain."""
    _sinks: dict[str, Sink] = field(default_factory=dict)
    _sources: dict[str, BodySource] = field(default_factory=dict)
    _values: dict[str, SealedValue] = field(default_factory=dict)

    def place(self, beside: Iterable[Beside]) -> None:
        """Take what is beside another run."""
        self._sinks, self._sources, self._values = {}, {}, {}
        for each in beside:
            if each.kind == "secret":
                self._values[each.step] = SealedValue(each.descriptor, each.sealing, each.said)
            elif each.kind == "file":
                self._sources[each.step] = BodySource(each.descriptor, told=self.told)
            elif each.kind == "pipe":
                self._sinks[each.step] = PipeSink(each.descriptor, told=self.told, search=self.scan)
            else:
                self._sinks[each.step] = Sink(each.descriptor, told=self.told, search=self.search)

    def is_of_program(self, step: str) -> bool:
        """Tell whether a call is of a program at a door: only for one a pipe is placed."""
        return isinstance(self._sinks.get(step), PipeSink)

    def source(self, step: Any) -> BodySource | None:
        """Return where the bytes come from that a call takes."""
        return self._sources.get(step)

    def fill(self, step: str, request: Request) -> Request:
        """Return a request with the value that its call takes, sealed in it."""
        if request.sealing is None:
            return request
        if step not in self._values:
            raise UsageError("The value that this sends is not here.", code=Code.BAD_USAGE)
        return self._values[step].fill(request, self.hide)

    def ends_for(self, step: str, request: Request) -> tuple[Sink | None, BodySource | None]:
        """Return where a request's file goes, and where it comes from.

        Raises `UsageError` where the one that it needs is not here.
        """
        sink, source = self._sinks.get(step), self._sources.get(step)
        if request.streamed and sink is None:
            raise UsageError("There is no place here for a download.", code=Code.BAD_USAGE)
        if request.upload and source is None:
            raise UsageError("What this sends is not here.", code=Code.BAD_USAGE)
        return sink, source
