"""An `aegis` for shells, make and other programs: a small program that has the fork server fork.

The fork has the streams, environment, folder and exit code of the program, which passes signals on
to it; but not its terminal. So what asks at a terminal, or is about job control, starts from nothing.
"""

import shlex
import sys
import tempfile
from functools import cache
from pathlib import Path

from tests.helpers import forked

_PROGRAM = """\
#!/bin/sh
'''exec' {python} -IS "$0" "$@"
' '''
import _json, _signal, _socket, os, sys

def text(value):
    return _json.encode_basestring_ascii(value)

told, tell = os.pipe()
argv = ", ".join(map(text, [{name!r}, *sys.argv[1:]]))
known = ", ".join(f"{{text(name)}}: {{text(value)}}" for name, value in os.environ.items())
order = f'{{{{"argv": [{{argv}}], "environment": {{{{{{known}}}}}}, "cwd": {{text(os.getcwd())}}, "terminal": false}}}}'
door = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
door.connect({door!r})
given = b"".join(fd.to_bytes(4, sys.byteorder) for fd in (0, 1, 2, tell))
door.sendmsg([len(order).to_bytes({length}, "big")], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, given)])
door.sendall(order.encode())
door.close()
os.close(tell)
ends = open(told, "rb", 0)
pid = int(ends.readline())
for number in (_signal.SIGINT, _signal.SIGTERM, _signal.SIGHUP):
    _signal.signal(number, lambda number, _: os.kill(pid, number))
code = int(ends.readline())
if code < 0:
    _signal.signal(-code, _signal.SIG_DFL)
    os.kill(os.getpid(), -code)
os._exit(code)
"""


@cache
def path() -> str:
    """Return where the program is, which goes with the fork server."""
    door = forked.address()
    file = Path(door).with_name("aegis")
    text = _PROGRAM.format(
        python=shlex.quote(sys.executable), name=str(file), door=door, length=forked.LENGTH
    )
    with tempfile.NamedTemporaryFile("w", dir=file.parent, delete=False) as part:
        part.write(text)
    Path(part.name).chmod(0o755)
    Path(part.name).rename(file)  # whole, for the workers that write it at the same time
    return str(file)
