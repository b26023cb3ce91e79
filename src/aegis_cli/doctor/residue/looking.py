"""Searches one kind of place each: memory, arguments and environments, output, files."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from aegis_cli.doctor.residue.files import Written
from aegis_cli.doctor.residue.places import (
    ACCESS,
    PlaceReport,
    count_of,
    leak_sentences,
    of_kind,
    size_text,
)
from aegis_cli.doctor.residue.proc import ENDED, ProcessStart, scan
from aegis_cli.doctor.residue.search import Needles, count


def memory(pids: Iterable[int], needles: Needles, own: Mapping[int, Sequence[str]]) -> PlaceReport:
    """Search the memory of processes; `own` names the secrets that a process may contain.

    Of these only the access token is searched for: if it is not found, the search does not work.
    """
    size, searched = 0, 0
    leaks: list[str] = []
    gaps: list[str] = []
    for pid in pids:
        allowed = own.get(pid, ())
        control = of_kind(ACCESS, allowed)
        wanted = {n: secret for n, secret in needles.items() if n not in allowed or n in control}
        try:
            result = scan(pid, wanted)
        except ENDED:
            continue  # its memory is gone
        except OSError as problem:
            gaps.append(f"process {pid} cannot be read ({problem.strerror})")
            continue
        size, searched = size + result.size, searched + 1
        leaks += leak_sentences(f"the memory of process {pid}", result.found, allowed=allowed)
        if result.unread:
            gaps.append(f"{size_text(result.unread)} of process {pid} cannot be read")
        if control and not result.found.keys() & control:
            gaps.append(f"process {pid} does not show its own access token: the search is blind")
    amount = f"{count_of(searched, 'process', 'processes')}, {size_text(size)}"
    return PlaceReport(amount, tuple(leaks), tuple(gaps))


def starts(processes: Mapping[int, ProcessStart], needles: Needles) -> PlaceReport:
    """Search the arguments and the environment with which processes were started."""
    leaks: list[str] = []
    gaps: list[str] = []
    for pid, start in processes.items():
        leaks += leak_sentences(f"the arguments of process {pid}", count(start.arguments, needles))
        environment = count([start.environment or b""], needles)
        leaks += leak_sentences(f"the environment of process {pid}", environment)
        if start.is_refused:
            gaps.append(f"the environment of process {pid} is not shown")
    amount = count_of(len(processes), "process", "processes")
    return PlaceReport(amount, tuple(leaks), tuple(gaps))


def output(lines: Sequence[bytes], log: Path, needles: Needles) -> PlaceReport:
    """Search what a process wrote to its standard output and standard error."""
    written = b"".join(lines)
    logged = log.read_bytes()
    leaks = [
        *leak_sentences("standard output", count([written], needles)),
        *leak_sentences("standard error", count([logged], needles)),
    ]
    return PlaceReport(
        f"{size_text(len(written))} on standard output, "
        f"{size_text(len(logged))} with --debug on standard error",
        tuple(leaks),
    )


def files(written: Written, where: Sequence[str], needles: Needles) -> PlaceReport:
    """Search the files that changed."""
    leaks = [
        leak
        for path, chunks in written.read()
        for leak in leak_sentences(path, count(chunks, needles))
    ]
    gaps = [f"{path} cannot be read" for path in written.unread]
    changed = f"{count_of(len(written.files), 'file')} changed, {size_text(written.size)}"
    return PlaceReport(f"{changed}, in {', '.join(where)}", tuple(leaks), tuple(gaps))
