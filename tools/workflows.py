"""Checks the GitHub workflows for what lets a stranger in, without a network.

python -m tools.workflows            with actionlint too, where it is installed
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ZIZMOR = Path(sys.executable).parent / "zizmor"


def main(folder: Path = ROOT) -> int:
    """Return the exit code of the first check that fails."""
    if not ZIZMOR.exists():
        print("The workflows are checked by zizmor: make setup brings it.")
        return 2
    strict = ("--offline", "--persona=auditor", "--strict-collection", "--no-progress", "--quiet")
    code = subprocess.run([ZIZMOR, *strict, folder], check=False).returncode  # noqa: S603
    if code != 0:
        return code
    if (actionlint := shutil.which("actionlint")) is None:
        print("actionlint is not installed: the expressions in the workflows are not checked.")
        return 0
    files = sorted((folder / ".github" / "workflows").glob("*.yml"))
    return subprocess.run([actionlint, *files], check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
