"""Opens a web page in the person's browser, without letting the browser write to the terminal."""

import os
import subprocess
import sys
import threading
from collections.abc import Mapping

from aegis_cli.core.http import split_url


def is_there(environment: Mapping[str, str]) -> bool:
    """Tell whether a graphical browser can be expected: a text browser would take the terminal."""
    if sys.platform == "darwin" or environment.get("BROWSER"):
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def open_page(url: str) -> bool:
    """Open an http(s) URL, and nothing else; tell whether it was tried.

    NOTE: the URL is an argument here as it is of the browser, where others on this machine may
    read it; so nothing may rest on its being secret.
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
            env={k: v for k, v in os.environ.items() if "KEY" not in k and "SECRET" not in k},
        )
    except OSError:
        return False
    threading.Thread(target=process.wait, daemon=True).start()
    return True
