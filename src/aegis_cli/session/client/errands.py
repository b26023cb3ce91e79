"""What a client does for its agent, and only where its own command line asks for it.

NOTE: an agent may see other files than its client, and may do more; so the client opens and makes
files, an expression for jq runs in a child of ours, and a page is opened by our own browser. And
another process of the same user may have taken the agent's place: whatever it says, no file is
read, made or replaced but one that the person's words name, and neither jq nor a browser is started
unless they say so. A client imports this at every start, so it imports nothing that takes time.
"""

import errno
import os

TYPE_CHECKING = False  # as in `thin_client`
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from aegis_cli.adapters.new_file import NewFile
    from aegis_cli.executor.secret_values import OwnValue

    _Given = tuple[list[int], bytes]
    """The descriptors that an errand gives, and what it tells of them."""
    _Do = Callable[..., _Given]

DESCRIPTOR, NOTHING, WHETHER = "a descriptor", "nothing", "whether it was done"
"""What the agent is given."""
_FLAGS = b"kwy"
"""The short options without a value, behind which another may stand in one word: `-yF notes.md`."""
SWITCHES = frozenset(
    b"--debug --dry-run --force --help --ids --keep-going --no-browser --plain --read-only"
    b" --sandbox --show-request --version --web --yes".split()
)
"""The long options without a value that every command, or every action, has."""


class _Asked:
    """What a command line asks for."""

    def __init__(self, words: "Sequence[str]") -> None:
        """Read the words."""
        switches = SWITCHES | _switches_of_action(words)
        options = [*_options([os.fsencode(word) for word in words], switches)]
        names = {name for name, _ in options}
        self.reads = {*map(_file_of, options)} - {b""}
        self.saves = {value for name, value in options if name == b"--to"}
        self.sends = {value for name, value in options if name == b"--from"}
        self.replaces = b"--force" in names
        self.sets_secret = any("secret" in word.lower() for word in words)
        self.once = {
            "an expression": bool(names & {b"--jq", b"-q"}),
            "a page": bool(names & {b"--web", b"-w"}),
        }


class Errands:
    """The errands of one request."""

    def __init__(self, words: "Sequence[str]") -> None:
        """Take the command line, which says what may be asked for."""
        self._words = words
        self._read: _Asked | None = None
        self._made: dict[bytes, NewFile] = {}
        self._values: dict[bytes, OwnValue] = {}

    @property
    def _asked(self) -> _Asked:
        """What the words ask for; most requests have no errand, and none of this."""
        if self._read is None:
            self._read = _Asked(self._words)
        return self._read

    def do(self, what: bytes, about: bytes, *, is_forced: bool) -> tuple[list[int], str, bytes]:
        """Do one; return the descriptor that it gives, or why it gives none.

        With a value comes what is approved of it.
        """
        try:
            given, told = ERRANDS[what].do(self, about, is_forced=is_forced)
        except (OSError, ValueError) as problem:
            return [], getattr(problem, "strerror", None) or str(problem), b""
        return given, "", told

    def open(self, path: bytes, **_: bool) -> "_Given":
        """Open a file that the command line has read."""
        _require(path in self._asked.reads, "this file")
        return [os.open(path, os.O_RDONLY | os.O_CLOEXEC)], b""

    def start_jq(self, _: bytes, **__: bool) -> "_Given":
        """Start the child of one expression."""
        self._use("an expression")
        from aegis_cli.adapters.jq.line import start_child

        return [start_child().detach()], b""

    def browse(self, address: bytes, **_: bool) -> "_Given":
        """Open one page of a provider in the person's browser."""
        self._use("a page")
        _browse(address)
        return [], b""

    def make(self, path: bytes, *, is_forced: bool) -> "_Given":
        """Make the file of a download."""
        from aegis_cli.adapters.new_file import NewFile

        is_new = path in self._asked.saves and path not in self._made
        _require(is_new and (self._asked.replaces or not is_forced), "this file")
        file = self._made[path] = NewFile(os.fsdecode(path), force=is_forced)
        return [os.dup(file.descriptor)], b""

    def keep(self, path: bytes, **_: bool) -> "_Given":
        """Give a file that was made its name."""
        file = self._made.pop(path, None)
        if file is None:
            raise ValueError("There is no such file.")
        file.keep()
        return [], b""

    def take(self, path: bytes, **_: bool) -> "_Given":
        """Open the file of an upload."""
        from aegis_cli.adapters.named_file import open_named

        _require(path in self._asked.sends, "this file")
        return [open_named(os.fsdecode(path))], b""

    def give(self, says: bytes, **_: bool) -> "_Given":
        """Ask for the value of a secret once, and give a line to it with what is approved of it.

        NOTE: whoever took the agent's place could ask, so the words must be about a secret, and
        no second value is asked for.
        """
        from aegis_cli.adapters.process.hardening import harden
        from aegis_cli.errors import AegisError
        from aegis_cli.executor.secret_values import own_value

        _require(self._asked.sets_secret and self._values.keys() <= {says}, "a secret")
        if says not in self._values:
            harden()
            reason = ""
            try:
                self._values[says] = own_value(says.decode())
            except AegisError as problem:
                reason = " ".join(filter(None, (problem.message, problem.hint)))
            if reason:
                raise ValueError(reason)
        value = self._values[says]
        return [value.line()], value.commitment.in_words().encode()

    def _use(self, named: str) -> None:
        """Note that something is done which is done once; raise `ValueError` if it may not be."""
        once = self._asked.once
        is_asked_for, once[named] = once[named], False
        _require(is_asked_for, named)

    def drop(self) -> None:
        """Let go of what has no name yet, and of the values."""
        self._values.clear()
        while self._made:
            self._made.popitem()[1].drop()


class Errand:
    """One errand with its two ends: what the client does, and what the agent says of it."""

    __slots__ = ("code", "do", "failure", "gives")

    def __init__(
        self, do: "_Do", *, gives: str = DESCRIPTOR, code: str = "BAD_INPUT", failure: str = ""
    ) -> None:
        """Take the function of the client, and what the agent makes of its answer."""
        self.do = do
        """Raises `OSError` or `ValueError` where the command line does not ask for it."""
        self.gives = gives
        self.code = code
        """The name of the code of the error where the client does not do it."""
        self.failure = failure
        """What begins the message of that error; "" where the client says all of it."""


ERRANDS = {
    b"open": Errand(Errands.open, failure="The file cannot be read"),
    b"jq": Errand(Errands.start_jq, failure="jq cannot be started"),
    b"browse": Errand(Errands.browse, gives=WHETHER),
    b"make": Errand(Errands.make, code="BAD_USAGE"),
    b"keep": Errand(Errands.keep, gives=NOTHING, code="OUTPUT"),
    b"take": Errand(Errands.take),
    b"give": Errand(Errands.give),
}
"""All of them, by the name of their frame and of the call of a fork."""


def _options(
    words: "Sequence[bytes]", switches: "frozenset[bytes]"
) -> "Iterator[tuple[bytes, bytes]]":
    """Yield the options of a command line, each with its value; none behind `--`.

    NOTE: the word behind an option that takes a value is that value, whatever it looks like: a
    text such as `-F/etc/passwd` names no file.
    """
    left = iter(words)
    for word in left:
        if word == b"--":
            return
        if word.startswith(b"--"):
            name, has_value, value = word.partition(b"=")
            yield name, value if has_value or name in switches else next(left, b"")
        elif word.startswith(b"-"):
            rest = word[1:].lstrip(_FLAGS)
            yield from ((b"-%c" % flag, b"") for flag in word[1 : len(word) - len(rest)])
            if rest:
                yield b"-" + rest[:1], rest[1:] or next(left, b"")


def _switches_of_action(words: "Sequence[str]") -> "frozenset[bytes]":
    """Return the options without a value of the action that a command line names."""
    from aegis_cli.actions import catalog

    catalog.enable_all_providers()
    action = next((word for word in words if word in catalog.ENTRIES), None)
    fields = catalog.fields_of(action) if action else ()
    names = [
        each.name.replace("_", "-")
        for each in fields
        if each.choices == ("true", "false") and not each.is_list
    ]
    return frozenset(f"--{no}{name}".encode() for name in names for no in ("", "no-"))


def _file_of(option: "tuple[bytes, bytes]") -> bytes:
    """Return the file that an option has read; b"" if it is of none, as `aegis do` has it."""
    name, value = option
    if name == b"-F" or name.endswith(b"-file"):
        return value
    is_content = name == b"--content" and value.startswith(b"@")
    return value[1:] if is_content else b""


def _require(is_asked_for: bool, named: str) -> None:  # noqa: FBT001  # the condition
    if not is_asked_for:
        raise ValueError(f"The command line does not name {named}.")


def _browse(address: bytes) -> None:
    """Open a page of a provider in the person's browser; raise `OSError` where that cannot be.

    NOTE: whoever took the agent's place names it, so the host is compared here too.
    """
    from aegis_cli.adapters.terminal import browser
    from aegis_cli.core.http import is_safe_url

    url = address.decode()
    is_page = is_safe_url(url) and url.split("/")[0] == "https:" and _host_of(url) in _hosts()
    if not (is_page and browser.is_there(os.environ) and browser.open_page(url)):
        raise OSError(errno.ENOENT, "no browser opens it")


def _host_of(url: str) -> str:
    """Return the host of an address, with a port where it has one."""
    return url.removeprefix("https://").partition("/")[0].casefold()


def _hosts() -> "frozenset[str]":
    """Return the hosts of web pages that this client's own settings know."""
    from aegis_cli.errors import AegisError
    from aegis_cli.wiring.environment import hosts_of_pages

    try:
        return hosts_of_pages(os.environ)
    except AegisError:
        return frozenset()
