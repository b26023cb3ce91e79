"""`aegis version`: shows the version, as `--version` does."""

from aegis_cli import __version__
from aegis_cli.cli.lazy import sub_app
from aegis_cli.cli.streams import write_out

app = sub_app()


@app.command()
def version() -> None:
    """Show the version."""
    write_out(f"aegis {__version__}\n")
