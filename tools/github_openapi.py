"""Runs the tests against GitHub's OpenAPI description, which it installs into a cache first.

python -m tools.github_openapi             with npm; more words go to pytest
"""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from platformdirs import user_cache_path

from tools.openid_provider import installed

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests" / "github_openapi"
SPREAD = ("-n", "4", "--dist", "worksteal")


def main(words: list[str]) -> int:
    """Install what is missing, and return the exit code of the tests."""
    if shutil.which("npm") is None:
        print("GitHub's description comes from npm, and there is no npm here.")
        return 2
    if find_spec("jsonschema") is None:
        print("Requests are checked with jsonschema: make setup brings it.")
        return 2
    folder = user_cache_path("aegis-tests") / "github-openapi"
    if not installed(folder, TESTS, ("package.json", "package-lock.json")):
        print("npm could not install the description; is its registry reachable?")
        return 2
    command = [sys.executable, "-m", "pytest", "-q", *SPREAD, str(TESTS), *words]
    known = os.environ | {"AEGIS_GITHUB_OPENAPI": str(folder)}
    return subprocess.run(command, cwd=ROOT, env=known, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
