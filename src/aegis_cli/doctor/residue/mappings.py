"""The memory mappings of a process, and which of them can contain its secrets; pure.

A file that has not changed since the process began cannot, and neither can pages that were never
written to. Source: proc_pid_smaps(5).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_HEAD = re.compile(r"([0-9a-f]+)-([0-9a-f]+) ([-rwxsp]{4}) [0-9a-f]+ \S+ (\d+) *(.*)")
_AMOUNT = re.compile(r"(\w+): +(\d+) kB")

_PRESENT = ("Rss", "Swap", "Private_Hugetlb", "Shared_Hugetlb")
_PRIVATE = ("Anonymous", "Swap", "Private_Hugetlb")
_DELETED = " (deleted)"


@dataclass(frozen=True, slots=True)
class MemoryMapping:
    """One range of addresses."""

    start: int
    end: int
    permissions: str
    """As in `rw-p`."""
    inode: int
    """0 if there is no file."""
    name: str
    amounts: dict[str, int]
    """In kB; an amount that the system does not report is taken as not 0."""

    def may_hold(self, is_as_before: Callable[[str], bool]) -> bool:
        """Tell whether the process can have written something here.

        `is_as_before` tells whether a file has not changed since the process began.
        """
        # vvar and vsyscall belong to the kernel, and cannot be read this way.
        if self.name.startswith("[v"):
            return False
        if self.permissions[3] == "s":
            return True  # the amounts do not count what another process wrote here
        if not self.inode:
            return self._has(_PRESENT)
        return self._has(_PRIVATE) or self.name.endswith(_DELETED) or not is_as_before(self.name)

    def _has(self, names: tuple[str, ...]) -> bool:
        return any(self.amounts.get(name, 1) for name in names)


def mappings(smaps: str) -> Iterator[MemoryMapping]:
    """Read a process's `smaps`."""
    mapping: MemoryMapping | None = None
    for line in smaps.split("\n"):
        if head := _HEAD.fullmatch(line):
            if mapping:
                yield mapping
            start, end, permissions, inode, name = head.groups()
            mapping = MemoryMapping(int(start, 16), int(end, 16), permissions, int(inode), name, {})
        elif mapping and (amount := _AMOUNT.fullmatch(line)):
            mapping.amounts[amount[1]] = int(amount[2])
    if mapping:
        yield mapping
