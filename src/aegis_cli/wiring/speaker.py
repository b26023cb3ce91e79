"""Whose requests they are: the person who runs this process, or whoever speaks in a session."""

from dataclasses import dataclass
from socket import socket
from typing import TYPE_CHECKING, Protocol

from aegis_cli.errors import Code
from aegis_cli.request.result import Result
from aegis_cli.wiring.sign_ins import SignIns

if TYPE_CHECKING:
    from aegis_cli.executor.downloads import OpenFile
    from aegis_cli.executor.secret_values import GivenValue
    from aegis_cli.planning.expansion import Act
    from aegis_cli.request.request_options import RequestOptions


class Speaker(Protocol):
    """Whose requests they are: what these may, and who is told how they end."""

    def limit(self, options: "RequestOptions") -> "RequestOptions":
        """Return the options of a command line as far as they count for this speaker."""
        ...

    def reserve_grants(self, acts: "tuple[Act, ...]") -> frozenset[str]:
        """Reserve grants for acts; return the ids of those covered."""
        ...

    def open_file(self, path: str) -> int | None:
        """Return the descriptor of a file that the speaker opens; `None` for one to open here."""
        ...

    def new_file(self, path: str, *, force: bool) -> "OpenFile":
        """Make the file of a download, where the speaker may make one; raise `AegisError`."""
        ...

    def open_to_send(self, path: str) -> int:
        """Open the regular file that is sent, where the speaker may; raise `AegisError`."""
        ...

    def give_value(self, says: str) -> "GivenValue":
        """Have the speaker give the value of a secret; raise `AegisError` where they give none."""
        ...

    def start_jq(self) -> socket:
        """Start a child that evaluates a jq expression; return the line to it."""
        ...

    def open_page(self, url: str) -> bool:
        """Open a page in the speaker's browser; tell whether that was tried."""
        ...

    @property
    def undo_command(self) -> str:
        """The command that takes back what was changed last; "" where a line says it."""
        ...

    def acts_back(self) -> "tuple[Act, ...]":
        """Return what takes back the last plan that changed something; none where that is gone."""
        ...

    def report(self, result: Result) -> Result:
        """Take note of a result; return it as the speaker gets it."""
        ...


@dataclass(frozen=True, slots=True)
class OwnSpeaker:
    """The person who runs this process: their options count, and they have no grants."""

    sign_ins: SignIns

    def limit(self, options: "RequestOptions") -> "RequestOptions":
        """Return all of them."""
        return options

    def reserve_grants(self, acts: "tuple[Act, ...]") -> frozenset[str]:
        """Cover nothing: whoever is there is asked."""
        return frozenset()

    def open_file(self, path: str) -> None:
        """Open nothing: this process may see what the person may."""

    def new_file(self, path: str, *, force: bool) -> "OpenFile":
        """Make it here: this process may do what the person may."""
        from aegis_cli.executor.downloads import OwnFile

        return OwnFile(path, force=force)

    def open_to_send(self, path: str) -> int:
        """Open it here, as before."""
        from aegis_cli.executor.taken_bytes import open_own

        return open_own(path)

    def give_value(self, says: str) -> "GivenValue":
        """Take it from standard input, or ask the person."""
        from aegis_cli.executor.secret_values import own_value

        return own_value(says)

    def start_jq(self) -> socket:
        """Start it as a child of this process, whose end is that of its line."""
        from aegis_cli.adapters.jq.line import start_child

        return start_child()

    def open_page(self, url: str) -> bool:
        """Open it, if there is a browser."""
        from aegis_cli.adapters.terminal import browser

        return browser.is_there(self.sign_ins.environment.variables) and browser.open_page(url)

    @property
    def undo_command(self) -> str:
        """None: what was changed before is another process's."""
        return ""

    def acts_back(self) -> "tuple[Act, ...]":
        """Return nothing: what was changed before is another process's."""
        return ()

    def report(self, result: Result) -> Result:
        """Forget a session that is no longer accepted."""
        if result.error is not None and result.error.code is Code.SESSION_EXPIRED:
            self.sign_ins.session_cache.drop_tokens()
        return result
