"""Attacks on git's door, and on what a push is; `bench.attacks` counts them.

What gets through is a push that weighs less than it is, one that nobody approved as it was sent,
or what git may not read. A control is the same without what is in its way, and must get through.
"""

import os
import random
import resource
import subprocess
import unicodedata
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from aegis_cli.adapters.git_push.push_inspection import PushInspection
from aegis_cli.core.pkt_lines import BadLine
from aegis_cli.core.push_commands import PushCommands, RefUpdate
from aegis_cli.core.push_facts import PushFacts, RefWay
from aegis_cli.doctor.residue.proc import descendants, scan
from aegis_cli.errors import Failed
from aegis_cli.providers.github.push_sheet import PLAIN, sheet_of
from tests.adapters.git_push_here import ALONE, Place
from tests.helpers.console import Console, console
from tests.helpers.hostile_text import Attacker
from tests.helpers.support import named
from tests.security.test_hostile_git import AFTER, HOSTILE, LS, PUSHES, pkt
from tests.session.held import ASKED
from tests.session.test_git_push import (
    CLONE,
    COMMIT,
    TYPED,
    flipped,
    kept_of_a_push,
    kept_push,
    pushes,
    pushing,
)

Count = tuple[str, int, int, bool]
"""As in `session_attacks`."""

_WORKFLOW = ".github/workflows/ci.yml"
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_BOMB, _GROWTH = 500_000_000, 10_000
"""The bytes to which a small pack unfolds, and the kB by which a process of ours may grow."""


def packs(count: int) -> Iterator[Count]:
    """Push what is more than it looks like; git of this machine is the server."""
    by = random.Random(46)  # noqa: S311  # the same pushes each time
    for what, attack in _PACKS.items():
        told = []
        for _ in range(count):
            with TemporaryDirectory() as folder:
                told.append(attack(_begun(Path(folder)), by))
        unprotected, through = (sum(column) for column in zip(*told, strict=True))
        yield f"{what}, unprotected", count, unprotected, True
        yield what, count, through, False
    yield from _cut(by, count)
    yield from _bomb()


def _begun(folder: Path) -> Place:
    place = Place(folder)
    place.commit(told="First")
    place.push()
    return place


def _action(facts: PushFacts) -> str:
    commands = PushCommands(tuple(each.update for each in facts.refs), frozenset())
    return sheet_of(facts, commands, 100, "acme/web").action


def _old_workflow(place: Place, by: random.Random) -> tuple[bool, bool]:
    """Push a branch at a commit at which the default branch once was."""
    old = place.commit(_WORKFLOW, told="Run it")
    for _ in range(by.randint(1, 5)):
        place.commit(told=str(by.random()))
    place.git("rm", "-q", _WORKFLOW)
    place.commit(told="Run it no more")
    place.push()
    facts = place.facts(place.update("refs/heads/topic", old))
    (ref,) = facts.refs
    by_its_commits = replace(facts, refs=(replace(ref, beside=()),))
    return _action(by_its_commits) == PLAIN, _action(facts) == PLAIN


def _delta(place: Place, by: random.Random) -> tuple[bool, bool]:
    """Change a line of a workflow, as a delta of a file that was not fetched."""
    lines = [f"{by.random()}\n" for _ in range(500)]
    place.commit(_WORKFLOW, "".join(lines))
    place.push()
    lines[by.randrange(500)] = "run: id\n"
    place.commit(_WORKFLOW, "".join(lines))
    update = place.update("refs/heads/topic")
    return not _is_read_alone(place, update), _action(place.facts(update)) == PLAIN


def _elsewhere(place: Place, by: random.Random) -> tuple[bool, bool]:
    """Push what the server has in no branch: nothing of it is in the pack."""
    place.commit(_WORKFLOW, told=str(by.random()))
    place.push("HEAD:refs/pull/1/head")
    update = place.update("refs/heads/topic")
    return not _is_read_alone(place, update), _action(place.facts(update)) == PLAIN


def _is_read_alone(place: Place, update: RefUpdate) -> bool:
    """Tell whether a pack says by itself what the workflow is."""
    alone = place.clone.parent / "alone"
    place.git("init", "-q", "--bare", str(alone))
    subprocess.run(
        ["git", "index-pack", "--stdin"],
        cwd=alone,
        env=ALONE,
        input=place.pack(update),
        capture_output=True,
        check=False,
    )
    shown = ["git", "show", f"{update.new}:{_WORKFLOW}"]
    return not subprocess.run(
        shown, cwd=alone, env=ALONE, capture_output=True, check=False
    ).returncode


def _hidden_force(place: Place, by: random.Random) -> tuple[bool, bool]:
    """Lose more commits than are fetched at first."""
    lost = by.randint(201, 400)
    place.many(lost + 1)
    place.push()
    place.git("reset", "-q", "--hard", f"HEAD~{lost}")
    place.commit(told=str(by.random()))
    update = place.update("refs/heads/main")

    def is_hidden() -> bool:
        (ref,) = place.facts(update).refs
        return (RefWay.FORCE, lost) != (ref.way, ref.loses.count)

    with patch.object(PushInspection, "_deeper", lambda _: iter([None])):
        unprotected = is_hidden()
    return unprotected, is_hidden()


_PACKS = {
    "an old workflow that is brought back": _old_workflow,
    "a workflow as a delta of an unfetched file": _delta,
    "a workflow that is at the server in no branch": _elsewhere,
    "a loss behind more history than is fetched": _hidden_force,
}


def _cut(by: random.Random, count: int) -> Iterator[Count]:
    """Cut a pack, or change a byte of it."""
    with TemporaryDirectory() as folder:
        place = _begun(Path(folder))
        place.commit(told="Two")
        update = place.update("refs/heads/topic")
        whole, through = place.pack(update), 0
        yield "a whole pack", 1, bool(place.facts(update, pack=whole).refs), True
        for _ in range(count):
            at = by.randrange(len(whole))
            changed = whole[:at] + bytes([whole[at] ^ by.randint(1, 255)]) + whole[at + 1 :]
            with suppress(Failed):
                place.facts(update, pack=by.choice([whole[:at], changed]))
                through += 1
        yield "a pack that is cut, or of which a byte is another", count, through, False


def _bomb() -> Iterator[Count]:
    """Push a small pack that unfolds to much; what grows is this process."""
    with TemporaryDirectory() as folder:
        place = _begun(Path(folder))
        with (place.clone / "zeros").open("wb") as file:
            file.truncate(_BOMB)
        place.git("add", ".")
        place.git("commit", "-q", "-m", "Zeros")
        update = place.update("refs/heads/topic")
        pack, before = place.pack(update), _peak()
        place.facts(update, pack=pack)
        grown, before = _peak() - before, _peak()
        zlib.decompress(zlib.compress(bytes(_BOMB)))
        unprotected = _peak() - before
    yield "a process that unfolds what is pushed grows", 1, unprotected > _GROWTH, True
    yield f"a process of ours grows for a pack of {len(pack) // 1000} kB", 1, grown > _GROWTH, False


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def refs(count: int) -> Iterator[Count]:
    """Name references so that a terminal does something, or shows another name."""
    by = Attacker(46)
    names = [f"refs/heads/{by.text()}" for _ in range(count)]
    taken = []
    for each in names:
        with suppress(BadLine):
            taken.append(RefUpdate.read(f"{'0' * 40} {'b' * 40} {each}").ref)
    yield "names with control characters, as they are", count, sum(map(_hides, names)), True
    yield (
        "names with control characters that are asked about",
        count,
        sum(map(_hides, taken)),
        False,
    )


def _hides(name: str) -> bool:
    return any(unicodedata.category(char) in _UNSEEN for char in name)


def git(count: int) -> Iterator[Count]:
    """Say at git's door what git does not, change what it pushes, and look for tokens."""
    with console() as at:
        yield from _said(at, count)
        yield from _changed(at, min(count, 50))
        yield from _false_old(at, min(count, 20))
        yield from _tokens(at)
        yield from _memory(at)


_DOOR = "for i in in.*; do aegis git-door github.com 9418 <$i >out.$i 2>>err; done"


def _said(at: Console, count: int) -> Iterator[Count]:
    """Read another repository or host, by another protocol, and push what no git would."""
    hello = pkt(b"git-receive-pack /acme/web\0host=github.com\0")
    reads = [pkt(each) + LS for each in HOSTILE]
    said = [*reads, *(hello + each for each in PUSHES.values())]
    honest = [
        pkt(b"git-upload-pack /%s" % repo + AFTER) + LS for repo in (b"acme/web", b"mona/scratch")
    ]
    at.begin()
    yield "honest reads, and of another repository without --repos", 2, _read(at, honest), True
    rounds = max(count // len(said), 1)
    read = sum(_read(at, said, "--repos", "acme/*") for _ in range(rounds))
    sent = sum("receive-pack" in each["path"] for each in at.sandbox.seen("github"))
    tries = rounds * len(reads)
    yield "other repositories, hosts and protocols: read", tries, read, False
    yield "pushes that no git makes: sent", rounds * len(PUSHES), sent, False


def _read(at: Console, said: list[bytes], *options: str) -> int:
    """Say these at the door, each as a git; return of how many reads something was told."""
    for number, each in enumerate(said):
        (at.folder / f"in.{number:03}").write_bytes(each)
    with pushing(at, _DOOR, *options) as terminal:
        terminal.ended()
    told = [(at.folder / f"out.in.{number:03}").read_bytes() for number in range(len(said))]
    for path in (*at.folder.glob("in.*"), *at.folder.glob("out.in.*")):
        path.unlink()
    is_read = (b"upload-pack" in each[:40] for each in said)
    return sum(b"refs/" in each for each, reads in zip(told, is_read, strict=True) if reads)


def _changed(at: Console, count: int) -> Iterator[Count]:
    """Change the pack that is kept, or cut it, while the question stands; the person says yes."""
    by = random.Random(46)  # noqa: S311  # the same places each time
    script = f"rm -rf one\n{CLONE}{COMMIT}git push -q origin HEAD:refs/heads/t$N"
    for what, tries in (("as it was", 1), ("changed", count), ("cut", count)):
        at.begin()
        for number in range(tries):
            own = {"N": str(number)}
            with pushing(at, script, more=own, from_nothing=True) as terminal:
                terminal.expect(ASKED)
                if what != "as it was":
                    kept = kept_push(terminal.process.pid)
                    at_byte = by.randrange(kept.stat().st_size)
                    (os.truncate if what == "cut" else flipped)(kept, at_byte)
                terminal.answer("y")
                terminal.ended()
        yield (
            f"a pack that is {what} after the question",
            tries,
            len(pushes(at)),
            what == "as it was",
        )


def _false_old(at: Console, count: int) -> Iterator[Count]:
    """Say that a branch is where it was before: so a force goes forward, on the screen."""
    script = f"""rm -rf one\n{CLONE}git reset -q --hard HEAD~2; old=$(git rev-parse HEAD)\n{COMMIT}
    new=$(git rev-parse HEAD)
    {{ printf '002fgit-receive-pack /acme/web\\0host=github.com\\0'
    printf '0082%s %s refs/heads/main\\0 report-status side-band-64k0000' $old $new
    printf '%s\\n^%s\\n' $new $old | git pack-objects --revs --stdout -q; }} >../said
    aegis git-door github.com 9418 <../said >../told"""
    at.begin()
    forced = f"{CLONE}git reset -q --hard HEAD~2\n{COMMIT}git push -q --force origin HEAD:main"
    with pushing(at, f"rm -rf one\n{forced}") as terminal:
        terminal.expect(TYPED)
        terminal.answer("acme/web:main")
        terminal.ended()
    yield "a force that says so, approved", 1, len(pushes(at)), True
    at.begin()
    for _ in range(count):
        with pushing(at, script) as terminal:
            assert "fast-forward" in terminal.expect(ASKED)
            terminal.answer("y")
            terminal.ended()
    yield "a force that says it goes forward, approved", count, len(pushes(at)), False


def _tokens(at: Console) -> Iterator[Count]:
    """Look for tokens in what git prints, keeps, starts and traces of a clone and a push."""
    at.begin()
    (at.folder / "script").unlink(missing_ok=True)
    kept, seen = kept_of_a_push(at)
    tokens = [*at.sandbox.tokens(), *at.sandbox.sessions()]
    texts = [seen.encode(), *(path.read_bytes() for path in kept)]
    with TemporaryDirectory() as folder:
        trace = Path(folder) / "trace"
        url = at.sandbox.github.replace("//", f"//x-access-token:{at.sandbox.tokens()[-1]}@")
        variables = ALONE | {"GIT_TRACE": str(trace)}
        listing = ["git", "ls-remote", f"{url}/acme/web"]
        subprocess.run(listing, env=variables, capture_output=True, check=False)
        yield (
            "the trace of a git that has a token",
            1,
            _with_any(tokens, [trace.read_bytes()]),
            True,
        )
    what = f"files and traces of a push with one of {len(tokens)} tokens"
    yield what, len(texts), _with_any(tokens, texts), False


def _memory(at: Console) -> Iterator[Count]:
    """Look for tokens in git and what it started, while the question stands."""
    with pushing(
        at, f"rm -rf one\n{CLONE}{COMMIT}git push -q origin HEAD:refs/heads/m"
    ) as terminal:
        terminal.expect(ASKED)
        agent = terminal.process.pid
        needles = named(*at.sandbox.tokens(), *at.sandbox.sessions())
        own = [pid for pid in descendants(agent) if _runs_script(pid)]
        ours = {pid for each in own for pid in (each, *descendants(each))}
        in_agent, found = (
            bool(scan(agent, needles).found),
            sum(bool(scan(pid, needles).found) for pid in ours),
        )
        terminal.answer("n")
        terminal.ended()
    yield "the memory of the session itself", 1, in_agent, True
    yield "the memory of git and of what it started, at the question", len(ours), found, False


def _runs_script(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().startswith(b"sh\0script")
    return False


def _with_any(tokens: list[str], texts: list[bytes]) -> int:
    return sum(any(token.encode() in each for token in tokens) for each in texts)
