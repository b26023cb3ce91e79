"""Writes `docs/claims.md`, and the line of the README with how many claims rest on what."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from aegis_cli.doctor.live.claims import Basis, LiveClaim, ServiceName, claims

BEGIN, END = "<!-- from the claims -->", "<!-- until here -->"
_TOP = Path(__file__).with_suffix(".md")
"""What stands before the tables."""


def claims_page() -> str:
    """Write the page."""
    lines = [_TOP.read_text(encoding="utf-8").format(counts=counts())]
    for service in ServiceName:
        lines += [f"## {service}", "", *_table(c for c in claims() if c.of is service), ""]
    return "\n".join(lines)


def counts() -> str:
    """Say in one line how many claims are in which state."""
    of = Counter(claim.basis for claim in claims())
    return (
        f"Of {len(claims())} claims about the live services, {of[Basis.DOCUMENTED]} are "
        f"documented, {of[Basis.RECORDED]} recorded by others, and {of[Basis.LIVE]} seen live."
    )


def with_counts(page: str) -> str:
    """Return a page with that line between its two marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{counts()}{END}{after}"


def _table(of_service: Iterable[LiveClaim]) -> Iterator[str]:
    yield "| claim | what is said | what is wrong otherwise | what it rests on | state | look at |"
    yield "|---|---|---|---|---|---|"
    for claim in of_service:
        by = "" if claim.check else "a question: "
        yield (
            f"| `{claim.id}` | {claim.says} | {claim.wrong} | {claim.source} | {_state(claim)} "
            f"| {by}{claim.look} |"
        )


def _state(claim: LiveClaim) -> str:
    if claim.live is not None:
        return f"*live* on {claim.live.isoformat()}"
    return f"[*{claim.basis}*]({claim.recording or claim.page})"
