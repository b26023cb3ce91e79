"""The writes of one session, which are sent one request after another, in order of approval."""

from dataclasses import dataclass, field

from aegis_cli.session.served_request import RequestState, ServedRequest


@dataclass(slots=True)
class Writers:
    """Who writes, and who waits to write."""

    _line: list[tuple[ServedRequest, int]] = field(default_factory=list)
    """Each with the number of its call."""

    def join(self, request: ServedRequest, number: int) -> None:
        """Let a request write, now or when the others have."""
        self._line.append((request, number))
        if len(self._line) == 1:
            self._begin()

    def leave(self, request: ServedRequest) -> None:
        """Take a request out that has written, or ended."""
        was_first = bool(self._line) and self._line[0][0] is request
        self._line = [each for each in self._line if each[0] is not request]
        if request.state is RequestState.IN_FLIGHT:
            request.state = RequestState.APPROVED
        if was_first and self._line:
            self._begin()

    def _begin(self) -> None:
        request, number = self._line[0]
        request.state = RequestState.IN_FLIGHT
        request.reply(number, None)
