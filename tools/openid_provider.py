"""Runs the tests against a certified OpenID provider, which it installs into a cache first.

python -m tools.openid_provider            with Node.js and npm; more words go to pytest
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from platformdirs import user_cache_path

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests" / "openid_provider"
FILES = ("package.json", "package-lock.json", "provider.mjs")


def main(words: list[str]) -> int:
    """Install what is missing, and return the exit code of the tests."""
    missing = [name for name in ("node", "npm") if shutil.which(name) is None]
    if missing:
        print(f"The certified provider runs on Node.js, and there is no {missing[0]} here.")
        return 2
    folder = user_cache_path("aegis-tests") / "openid-provider"
    if not installed(folder, TESTS, FILES):
        print("npm could not install the provider; is its registry reachable?")
        return 2
    command = [sys.executable, "-m", "pytest", "-q", str(TESTS), *words]
    known = os.environ | {"AEGIS_OPENID_PROVIDER": str(folder)}
    return subprocess.run(command, cwd=ROOT, env=known, check=False).returncode  # noqa: S603


def installed(folder: Path, source: Path, files: Sequence[str]) -> bool:
    """Copy files, and install what their lock file names unless that is there."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = (source / "package-lock.json").read_bytes()
    done = folder / "installed.json"
    is_done = done.exists() and done.read_bytes() == lock
    for name in files:
        shutil.copyfile(source / name, folder / name)
    if is_done:
        return True
    # No script of a package runs; npm checks each against the hash in the lock file.
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    if subprocess.run(command, cwd=folder, check=False).returncode != 0:  # noqa: S603
        return False
    done.write_bytes(lock)
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
