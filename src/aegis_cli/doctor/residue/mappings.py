"""The mappings of a process, and which of them can hold something of its own; pure.

What a file held before a process began holds nothing of it, and neither do pages that never were
written to. Source: proc_pid_smaps(5).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_HEAD = re.compile(r"([0-9a-f]+)-([0-9a-f]+) ([-rwxsp]{4}) [0-9a-f]+ \S+ (\d+) *(.*)")
_AMOUNT = re.compile(r"(\w+): +(\d+) kB")

_THERE = ("Rss", "Swap", "Private_Hugetlb", "Shared_Hugetlb")
_ITS_OWN = ("Anonymous", "Swap", "Private_Hugetlb")
_GONE = " (deleted)"


@dataclass(frozen=True, slots=True)
class Mapping:
    """One range of addresses."""

    start: int
    end: int
    permissions: str
    """As in `rw-p`."""
    inode: int
    """0 where there is no file."""
    name: str
    amounts: dict[str, int]
    """In kB; what a system does not tell is taken to be there."""

    def may_hold(self, is_as_before: Callable[[str], bool]) -> bool:
        """Tell whether the process can have put something here.

        `is_as_before` tells of a file whether it has not changed since the process began.
        """
        # vvar and vsyscall belong to the kernel, and cannot be read this way.
        if self.name.startswith("[v"):
            return False
        if self.permissions[3] == "s":
            return True  # what another process wrote here, no amount of this one's tells
        if not self.inode:
            return self._has(_THERE)
        return self._has(_ITS_OWN) or self.name.endswith(_GONE) or not is_as_before(self.name)

    def _has(self, names: tuple[str, ...]) -> bool:
        return any(self.amounts.get(name, 1) for name in names)


def mappings(smaps: str) -> Iterator[Mapping]:
    """Read a process's `smaps`."""
    found: Mapping | None = None
    for line in smaps.split("\n"):
        if head := _HEAD.fullmatch(line):
            if found:
                yield found
            start, end, permissions, inode, name = head.groups()
            found = Mapping(int(start, 16), int(end, 16), permissions, int(inode), name, {})
        elif found and (amount := _AMOUNT.fullmatch(line)):
            found.amounts[amount[1]] = int(amount[2])
    if found:
        yield found
