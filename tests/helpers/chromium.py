"""A real headless Chromium, told what to do over two pipes in its DevTools protocol.

Nothing but the browser is needed; where it is not there, `requires_chromium` skips a test.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest

from tests.helpers.patience import PATIENCE

_NAMES = ("chromium", "chromium-browser", "google-chrome")
PATH = next(filter(None, map(shutil.which, _NAMES)), "")

requires_chromium = pytest.mark.skipif(
    not PATH, reason=f"no browser is installed; one of {', '.join(_NAMES)} is needed"
)

# Chromium reads its commands at descriptor 3 and answers at 4; either may be the other's just now.
_BEGIN = """\
import fcntl, os, sys
at = [fcntl.fcntl(int(fd), fcntl.F_DUPFD, 5) for fd in sys.argv[1:3]]
os.dup2(at[0], 3)
os.dup2(at[1], 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
_MIDDLE = """(() => {
  const button = [...document.querySelectorAll("button")].find(b => b.textContent === TEXT);
  if (button) button.scrollIntoView({block: "center"});
  const at = button && button.getBoundingClientRect();
  return at && [at.x + at.width / 2, at.y + at.height / 2];
})()"""
_OPTIONS = (
    "--headless",
    "--remote-debugging-pipe",
    "--no-sandbox",  # which root cannot have; it sees pages of this machine only
    "--no-proxy-server",
    "--no-first-run",
    "--disable-gpu",
    "--disable-gpu-watchdog",  # it ends the browser where the machine is busy with others
    "--disable-hang-monitor",
    "--disable-breakpad",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

_OWN = ("HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR")
"""Variables that lead to a folder of the browser's own, so that it shares none with another."""


class Browser:
    """One page of a browser."""

    def __init__(self, commands: IO[bytes], answers: IO[bytes], log: Path) -> None:
        self._commands = commands
        self._answers = answers
        self._log = log
        self._count = 0
        self._session = ""
        target = self._do("Target.createTarget", url="about:blank")["targetId"]
        attached = self._do("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]

    def open(self, url: str) -> None:
        """Go to a page."""
        self._do("Page.navigate", url=url)

    def click(self, text: str) -> None:
        """Wait for a button with this text, and press the mouse on it."""
        x, y = self._until(_MIDDLE.replace("TEXT", json.dumps(text)))
        for kind in ("mousePressed", "mouseReleased"):
            where = {"x": x, "y": y, "button": "left", "clickCount": 1}
            self._do("Input.dispatchMouseEvent", type=kind, **where)

    def shows(self, text: str) -> str:
        """Wait until the page shows a text; return the address of the page."""
        address: str = self._until(
            f"document.body && document.body.innerText.includes({json.dumps(text)}) && location.href"
        )
        return address

    def _until(self, expression: str) -> Any:
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            answer = self._do("Runtime.evaluate", expression=expression, returnByValue=True)
            value = answer.get("result", {}).get("value")
            if value:
                return value
            time.sleep(0.05)
        text = "document.body && document.body.innerText"
        seen = self._do("Runtime.evaluate", expression=text, returnByValue=True)
        raise AssertionError(f"{expression} did not come true; the page shows {seen}")

    def _do(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._count += 1
        message: dict[str, Any] = {"id": self._count, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        self._commands.write(json.dumps(message).encode() + b"\0")
        self._commands.flush()
        while True:
            answer = self._read()
            if answer.get("id") == self._count:
                result: dict[str, Any] = answer.get("result", {})
                return result

    def _read(self) -> dict[str, Any]:
        said = bytearray()
        while (byte := self._answers.read(1)) != b"\0":
            assert byte, f"the browser has ended: {self._log.read_text(errors='replace')[-2000:]}"
            said += byte
        answer: dict[str, Any] = json.loads(bytes(said))
        return answer


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run a browser with nothing of anybody's in it."""
    theirs_in, commands = os.pipe()
    answers, theirs_out = os.pipe()
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile,
        os.fdopen(commands, "wb") as writing,
        os.fdopen(answers, "rb") as reading,
    ):
        log = Path(profile, "log")
        options = [*_OPTIONS, f"--user-data-dir={profile}/data"]
        begin = [sys.executable, "-c", _BEGIN, str(theirs_in), str(theirs_out)]
        with log.open("wb") as written:
            process = subprocess.Popen(
                [*begin, PATH, *options],
                env=os.environ | dict.fromkeys(_OWN, profile),
                pass_fds=(theirs_in, theirs_out),
                stdout=written,
                stderr=written,
                start_new_session=True,
            )
        os.close(theirs_in)
        os.close(theirs_out)
        try:
            yield Browser(writing, reading, log)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
