"""What git says first at a door: of which repository it wants what, and how it speaks. Pure."""

from dataclasses import dataclass
from typing import Self

from aegis_cli.core.pkt_lines import BadLine

READS, PUSHES = "git-upload-pack", "git-receive-pack"
"""The services that git asks for: to fetch from, and to push to."""


@dataclass(frozen=True, slots=True)
class GitGreeting:
    """The first line of git's own protocol (git-scm.com/docs/pack-protocol, "Git Transport")."""

    service: str
    repo: str
    """What it says of the repository, without the slashes around it; nothing is checked of that."""
    host: str
    speaks_2: bool
    """Whether it speaks version 2 of the protocol."""

    @classmethod
    def read(cls, line: bytes) -> Self:
        """Read the payload of that line; raise `BadLine` for anything else."""
        try:
            service, _, rest = line.decode("ascii").partition(" ")
        except UnicodeDecodeError:
            raise BadLine("git said something that is no repository") from None
        path, _, said = rest.partition("\0")
        parameters = said.split("\0")
        host = next((each[5:] for each in parameters if each.startswith("host=")), "")
        return cls(service, path.strip("/"), host.lower(), "version=2" in parameters)

    @property
    def is_push(self) -> bool:
        """Whether it wants to push."""
        return self.service == PUSHES

    def hindrance(self, host: str) -> str:
        """Say why this is not served at the door of a host; "" if it may be."""
        if self.host != host:
            return f"this session leads to {host} alone"
        if self.service not in {READS, PUSHES}:
            return f"a session serves git fetch, clone and push, and not {self.service[:40]!r}"
        if self.service == READS and not self.speaks_2:
            return "this needs version 2 of git's protocol: git config --unset protocol.version"
        return ""
