"""What a wheel brings for the tools of a system: the manual page, and a completion for each shell.

They stand in `share/` as they are installed, because whoever builds the wheel need not have what
the command line is made of.
"""

from collections.abc import Iterator
from typing import Any

import typer
from typer._completion_shared import get_completion_script

from aegis_cli.cli.main import app
from aegis_cli.cli.manual import manual

FOLDER = "share"

_COMPLETIONS = {
    "bash": "bash-completion/completions/aegis",
    "zsh": "zsh/site-functions/_aegis",
    "fish": "fish/vendor_completions.d/aegis.fish",
}
_FIRST_TIME = '\n[[ $funcstack[1] = _aegis ]] && _aegis_completion "$@"\n'
"""zsh loads the file at the first TAB, and takes what this call offers for its answer."""


def shared_data() -> Iterator[tuple[str, str]]:
    """Yield each file and its text."""
    root: Any = typer.main.get_command(app)
    yield f"{FOLDER}/man/man1/aegis.1", manual(root)
    for shell, path in _COMPLETIONS.items():
        script = get_completion_script(
            prog_name="aegis", complete_var="_AEGIS_COMPLETE", shell=shell
        )
        more = _FIRST_TIME if shell == "zsh" else "\n"
        yield f"{FOLDER}/{path}", script.strip() + more
