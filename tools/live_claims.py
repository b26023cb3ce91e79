"""The claims of docs/auth0.md that no document confirms, as rows of `claims.toml`."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "src" / "aegis_cli" / "doctor" / "live" / "claims.toml"
BEGIN, END = "<!-- from tools/live_claims.toml -->", "<!-- until here -->"


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that is said, and that nobody has tried on a live tenant."""

    id: str
    says: str
    look: str
    """What a person looks at when they try it."""
    source: str
    """What it rests on."""
    check: str = ""
    """The function that tries it; "" if only a person can see it."""
    asks: str = ""
    """What that person is asked."""
    changes: bool = False
    """Whether trying it changes something, for as long as it is tried."""


def claims() -> tuple[Claim, ...]:
    """Return all claims, in their order."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["claims"]
    return tuple(Claim(**row) for row in rows)


def with_table(page: str) -> str:
    """Return a page with the table of all claims between its two marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    rows = [f"| {claim.says} | {claim.look} |" for claim in claims()]
    head = ["| what this page says | what to look at when you try it |", "|---|---|"]
    table = "\n".join([*head, *rows])
    return f"{before}{BEGIN}\n\n{table}\n\n{END}{after}"
