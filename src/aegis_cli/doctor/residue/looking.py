"""Looks for secrets in one kind of place: living memory, what processes were given, files."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from aegis_cli.doctor.residue.files import Written
from aegis_cli.doctor.residue.places import ACCESS, Seen, counted, misplaced, of_kind, sized
from aegis_cli.doctor.residue.proc import ENDED, Sight, scan
from aegis_cli.doctor.residue.sought import Needles, count


def memory(pids: Iterable[int], needles: Needles, own: Mapping[int, Sequence[str]]) -> Seen:
    """Look through the memory of processes; each may hold what is its own.

    Of that only the access token is looked for: it has to be there, or the search is blind.
    """
    size, looked = 0, 0
    found: list[str] = []
    unseen: list[str] = []
    for pid in pids:
        kept = own.get(pid, ())
        control = of_kind(ACCESS, kept)
        wanted = {n: secret for n, secret in needles.items() if n not in kept or n in control}
        try:
            seen = scan(pid, wanted)
        except ENDED:
            continue  # what has ended between two looks holds nothing
        except OSError as problem:
            unseen.append(f"process {pid} cannot be read ({problem.strerror})")
            continue
        size, looked = size + seen.size, looked + 1
        found += misplaced(f"the memory of process {pid}", seen.found, but=kept)
        if seen.unread:
            unseen.append(f"{sized(seen.unread)} of process {pid} cannot be read")
        if control and not seen.found.keys() & control:
            unseen.append(f"process {pid} does not show its own access token: the search is blind")
    amount = f"{counted(looked, 'process', 'processes')}, {sized(size)}"
    return Seen(amount, tuple(found), tuple(unseen))


def given(sights: Mapping[int, Sight], needles: Needles) -> Seen:
    """Look through the arguments and the environment that processes were started with."""
    found: list[str] = []
    unseen: list[str] = []
    for pid, sight in sights.items():
        arguments = count(sight.arguments, needles)
        found += misplaced(f"the arguments of process {pid}", arguments)
        environment = count([sight.environment or b""], needles)
        found += misplaced(f"the environment of process {pid}", environment)
        if sight.is_refused:
            unseen.append(f"the environment of process {pid} is not shown")
    return Seen(counted(len(sights), "process", "processes"), tuple(found), tuple(unseen))


def output(said: Sequence[bytes], errors: Path, needles: Needles) -> Seen:
    """Look through what a process wrote to its standard output and standard error."""
    logged = errors.read_bytes()
    found = [
        *misplaced("standard output", count([b"".join(said)], needles)),
        *misplaced("standard error", count([logged], needles)),
    ]
    size = sum(map(len, said))
    return Seen(
        f"{sized(size)} on standard output, {sized(len(logged))} with --debug on standard error",
        tuple(found),
    )


def files(written: Written, where: Sequence[str], needles: Needles) -> Seen:
    """Look through files that were written."""
    found = [
        said for path, chunks in written.read() for said in misplaced(path, count(chunks, needles))
    ]
    unseen = [f"{path} cannot be read" for path in written.unread]
    changed = f"{counted(len(written.files), 'file')} changed, {sized(written.size)}"
    return Seen(f"{changed}, in {', '.join(where)}", tuple(found), tuple(unseen))
