"""The image is made from what is named by its content, and from nothing else."""

import re
from pathlib import Path

CONTAINERFILE = Path(__file__).parent.parent.parent / "deploy" / "Containerfile"

_BY_DIGEST = re.compile(r"[\w./-]+:\d+\.\d+\.\d+-[\w-]+@sha256:[0-9a-f]{64}")


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"^\s*#.*\n", "", CONTAINERFILE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines) if word]


def test_every_stage_comes_from_a_digest_or_from_an_earlier_stage() -> None:
    stages: set[str] = set()

    for word, rest in instructions():
        if word == "FROM":
            image, _, stage = rest.partition(" AS ")
            assert image in stages or _BY_DIGEST.fullmatch(image), image
            stages.add(stage)
    assert stages


def test_pip_installs_by_hash_or_without_an_index_and_never_from_source() -> None:
    ran = [rest for word, rest in instructions() if word == "RUN"]
    installs = [part for run in ran for part in run.split("&&") if " install " in part]

    assert installs
    for install in installs:
        assert "--require-hashes" in install or "--no-index --no-deps" in install, install
    assert ("ENV", "PIP_ONLY_BINARY=:all: PIP_NO_CACHE_DIR=1") in instructions()


def test_nothing_is_fetched_but_by_pip() -> None:
    whole = " ".join(rest for _, rest in instructions())

    assert not re.search(r"\b(?:curl|wget|apt|apt-get|git|npm|npx|ADD|https?)\b", whole)
