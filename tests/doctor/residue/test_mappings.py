"""A search of memory leaves out only mappings that cannot contain secrets of the process."""

import pytest

from aegis_cli.doctor.residue.mappings import MemoryMapping, mappings
from tests.helpers.rows import for_each

SMAPS = """\
55d0c8c00000-55d0c8c2c000 r--p 00000000 fe:00 245069                     /usr/bin/python 3
Size:                176 kB
Rss:                 176 kB
Anonymous:             0 kB
Private_Hugetlb:       0 kB
Swap:                  4 kB
THPeligible:           0
VmFlags: rd mr mw me sd
7f1b2c000000-7f1b2c021000 rw-p 00000000 00:00 0
Size:                132 kB
Rss:                   8 kB
VmFlags: rd wr
7ffd00000000-7ffd00001000 r--p 00000000 00:00 0                          [vvar]
"""

NOTHING = dict.fromkeys(
    ("Rss", "Anonymous", "Swap", "Private_Hugetlb", "Shared_Hugetlb"),
    0,
)


def test_mappings_are_read_with_their_amounts() -> None:
    file, heap, kernel = mappings(SMAPS)

    assert (0x55D0C8C00000, 0x55D0C8C2C000, "r--p") == (file.start, file.end, file.permissions)
    assert (245069, "/usr/bin/python 3") == (file.inode, file.name)
    assert {"Size": 176, "Rss": 176, "Anonymous": 0, "Private_Hugetlb": 0, "Swap": 4} == (
        file.amounts
    )
    assert (0, "", 8) == (heap.inode, heap.name, heap.amounts["Rss"])
    assert ("[vvar]", {}) == (kernel.name, kernel.amounts)
    assert [] == [*mappings("")]


@for_each(
    ("may_hold", "permissions", "inode", "name", "amounts"),
    [
        # Without a file: all that was ever written to.
        (True, "rw-p", 0, "[heap]", {"Rss": 4}),
        (True, "rw-p", 0, "", {"Swap": 4}),
        (True, "rw-p", 0, "", {"Private_Hugetlb": 2048}),
        (True, "---p", 0, "", {"Rss": 4}),
        (False, "rw-p", 0, "", {}),
        (False, "---p", 0, "", {}),
        (False, "r--p", 0, "[vvar]", {"Rss": 4}),
        (False, "--xp", 0, "[vsyscall]", {"Rss": 4}),
        # Of a file: what was written over it, and what the file may have got meanwhile.
        (False, "r-xp", 7, "/lib/old.so", {"Rss": 4}),
        (True, "rw-p", 7, "/lib/old.so", {"Anonymous": 4}),
        (True, "rw-p", 7, "/lib/old.so", {"Swap": 4}),
        (True, "r--p", 7, "/srv/new", {"Rss": 4}),
        (True, "r--p", 7, "/srv/new", {}),
        (True, "r--p", 7, "/memfd:x (deleted)", {}),
        (True, "r--p", 7, "/lib/old.so (deleted)", {}),
        # Shared: others may have written there.
        (True, "rw-s", 7, "/dev/zero (deleted)", {}),
        (True, "r--s", 7, "/lib/old.so", {}),
    ],
)
def test_mappings_that_may_contain_secrets_are_searched(
    *, may_hold: bool, permissions: str, inode: int, name: str, amounts: dict[str, int]
) -> None:
    mapping = MemoryMapping(0, 4096, permissions, inode, name, NOTHING | amounts)

    assert may_hold == mapping.may_hold(lambda path: path.startswith("/lib/old.so"))


@pytest.mark.parametrize("inode", [0, 7])
def test_an_amount_that_the_system_does_not_report_is_taken_as_not_zero(inode: int) -> None:
    assert MemoryMapping(0, 4096, "rw-p", inode, "", {}).may_hold(lambda _path: True)
