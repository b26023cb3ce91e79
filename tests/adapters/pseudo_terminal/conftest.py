"""What runs behind the proxy, and who asks meanwhile."""

import os
import tempfile
import termios
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.cli.console import Terminal
from tests.person import PYTHON, person
from tests.support import until


class Proxied:
    """A command, the person in front of it, and what is asked meanwhile."""

    def __init__(self, terminal: Terminal, folder: Path) -> None:
        self.terminal = terminal
        self.folder = folder
        self.expect, self.type = terminal.expect, terminal.type

    def tell(self, *lines: str) -> None:
        until((self.folder / "pid").exists)
        (self.folder / "asks").write_text("".join(f"{line}\n" for line in lines))

    def ended(self) -> int:
        code = self.terminal.ended()
        print(self.terminal.seen)  # noqa: T201  # for a test that fails
        return code

    def noted(self, name: str, count: int = 1) -> list[str]:
        """Wait until there are so many lines in a file, and return them."""
        file = self.folder / name
        until(lambda: file.exists() and len(file.read_text().splitlines()) >= count)
        return file.read_text().splitlines()

    @property
    def modes(self) -> list[object]:
        return termios.tcgetattr(self.terminal._master)

    def kill(self, number: int) -> None:
        os.kill(int(self.noted("pid")[0]), number)


Run = Callable[..., Proxied]


@pytest.fixture
def run() -> Iterator[Run]:
    # NOTE: every start of pytest shuts its own folder for temporary files to other users.
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="aegis-pty-")))

        def started(*command: str, how: str = "plain", size: tuple[int, int] = (24, 80)) -> Proxied:
            os.mkfifo(folder / "asks", 0o622)
            (folder / "asks").chmod(0o666)
            words = [PYTHON, "-m", "tests.adapters.pseudo_terminal.proxied", str(folder), how]
            terminal = stack.enter_context(person([*words, *command], folder, size=size))
            return Proxied(terminal, folder)

        yield started
