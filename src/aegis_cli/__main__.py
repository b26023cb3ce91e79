"""The `aegis` command. `--version` is answered before anything is imported."""

import gc
import os
import sys


def main() -> None:
    """Run the command line and exit."""
    _take_standard_places()
    is_refused = "PYTHONPATH" in os.environ and _is_led_astray()
    if sys.argv[1:] == ["--version"] and not is_refused and sys.stdout is not None:
        from aegis_cli import __version__  # noqa: PLC0415  # the fast path imports nothing else

        try:
            sys.stdout.write(f"aegis {__version__}\n")
            sys.stdout.flush()
        except OSError:
            pass  # what follows meets it again, and knows how to say it
        else:
            return
    # Start-up makes many objects and no garbage; looking for some costs a twentieth of it.
    gc.set_threshold(50_000)
    # NOTE: a plugin would run code of any installed package on whatever is validated.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    import signal  # noqa: PLC0415  # not for --version

    # Ctrl-C waits for the imports, so that it is told as any other end; `run` lets it in.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    from aegis_cli.cli.main import run  # noqa: PLC0415  # see above

    code = run(sys.argv[1:])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # how it ended was told, and stays so
    sys.exit(code)


def _take_standard_places() -> None:
    """Open each of standard input, output and error that was closed, as by `>&-`.

    NOTE: otherwise the first file or socket that is opened would get that number, and receive
    what is printed. A closed output is opened for reading, so that writing to it fails as on a
    full disk; what goes to a closed standard error is dropped.
    """
    for number, flags in enumerate((os.O_RDONLY, os.O_RDONLY, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, flags), True)  # noqa: FBT003  # its only form


def _is_led_astray() -> bool:
    """Tell whether PYTHONPATH names the working directory, and stop loading modules from there.

    The error is reported by `run`, like any other.
    """
    from aegis_cli.cli.import_path import accident, leave_out  # noqa: PLC0415  # where it is set only

    if not accident():
        return False
    leave_out()
    return True


if __name__ == "__main__":
    if not sys.flags.safe_path:
        del sys.path[0]  # NOTE: `python -m` has put the working directory there
    main()
