"""A request of a program that speaks its own protocol to the agent's second socket, such as gh.

It brings no words: that it has said something begins a fork, which has its connection as streams.
"""

from aegis_cli.errors import AegisError, Code, error_for
from aegis_cli.session.line.program_line import ProgramLine
from aegis_cli.session.requests.served_request import Order, ServedRequest

WORDS = ("gh-door",)
"""The command that serves it."""


class ProgramRequest(ServedRequest):
    """A program, and the fork that speaks with it."""

    is_program = True
    _client: ProgramLine
    _line_type = ProgramLine

    @property
    def has_begun(self) -> bool:
        """Whether the program waits: it always does, and knows no way to be kept waiting."""
        return True

    def _client_says(self) -> None:
        """Begin; from here on the end of its process tells that the program has gone."""
        self._loop.forget(self.fileno())
        if self._client.has_ended():
            self.close()
            return
        if self.peer.pidfd is not None:
            self._loop.when_readable(self.peer.pidfd, lambda: self._guard(self._client_left))
        order = Order([*WORDS], {}, self._client.streams())
        self.log.words, self.is_door = order.words, order.is_door
        try:
            self._begin(order)
        except AegisError as error:
            self.close(error)
        finally:
            order.close()

    def ask_client(
        self, number: int, what: bytes, about: str, *, force: bool | None = None
    ) -> None:
        """Refuse a call that a client would do: no client of ours is there."""
        del what, about, force
        self.refuse(number, error_for(Code.BAD_USAGE, "The program that asked does no such thing."))

    def _client_left(self) -> None:
        self._watch_no_longer()
        super()._client_left()

    def close(self, error: AegisError | None = None) -> None:
        """Let go of the program and of the fork; what a fork has said, nothing is said behind."""
        if self.fileno() >= 0:
            self._watch_no_longer()
        super().close(None if self.is_served else error)

    def _watch_no_longer(self) -> None:
        if self.peer.pidfd is not None:
            self._loop.forget(self.peer.pidfd)
