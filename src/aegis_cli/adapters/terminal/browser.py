"""Opens a web page in the person's browser, which cannot write to the terminal."""

import os
import subprocess
import sys
import threading
from collections.abc import Mapping

from aegis_cli.adapters.process.isolated import without_secrets
from aegis_cli.core.http import split_url


def is_there(environment: Mapping[str, str]) -> bool:
    """Tell whether there may be a graphical browser; a text browser would use the terminal."""
    if sys.platform == "darwin" or environment.get("BROWSER"):
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def open_page(url: str) -> bool:
    """Open a URL if it is http(s); tell whether that was tried.

    NOTE: other users of this machine may read the URL, as an argument of this process and of the
    browser; so it must not need to be secret.
    """
    parts = split_url(url)
    if parts is None or parts.scheme not in {"http", "https"}:
        return False
    try:
        process = subprocess.Popen(  # noqa: S603  # our own interpreter; the URL is one argument
            [sys.executable, "-I", "-m", "webbrowser", url],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=without_secrets(os.environ),
        )
    except OSError:
        return False
    threading.Thread(target=process.wait, daemon=True).start()
    return True
