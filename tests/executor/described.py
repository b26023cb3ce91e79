"""A program for `isolated.start`: it reports its arguments, its input and its environment."""

import json
import os
import sys


def main(args: list[str] | None = None) -> None:
    """Describe this process on its standard output, once its input ends."""
    said = sys.stdin.read()
    sys.stderr.write("on standard error\n")
    found = {
        "args": args,
        "stdin": said,
        "argv": sys.argv,
        "environment": dict(os.environ),
        "isolated": sys.flags.isolated,
        "session": os.getsid(0) == os.getpid(),
        "group": os.getpgrp() == os.getpid(),
        "path": sys.path,
    }
    sys.stdout.write(json.dumps(found))
