"""The `aegis` command. `--version` is answered before anything is imported."""

import sys


def main() -> None:
    """Run the command line and exit."""
    if sys.argv[1:] == ["--version"]:
        from aegis_cli import __version__  # noqa: PLC0415  # the fast path imports nothing else

        sys.stdout.write(f"aegis {__version__}\n")
        return
    from aegis_cli.cli.main import run  # noqa: PLC0415  # see above

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
