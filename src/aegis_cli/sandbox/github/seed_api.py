"""The issues and pull requests of acme/api: enough for a second page."""

from random import Random

from aegis_cli.sandbox.github.stories import Branch, Closed, Story

_TITLES = (
    ("Health check answers 200 while the database is down", "bug"),
    ("Return 429 instead of 503 when a client is too fast", "enhancement"),
    ("Emoji in webhook payloads (👩‍💻) are cut in half", "bug"),
    ("Document the pagination of /orders", "documentation"),
    ("Deadlock when two refunds touch the same order", "bug"),
    ("Add an index for orders by customer", "enhancement"),
    ("Idempotency keys are forgotten after a restart", "bug"),
    ("Which time zone do the reports use?", "question"),
    ("OpenAPI description lacks the error bodies", "documentation"),
    ("Webhooks are retried forever", "bug"),
    ("Sign webhooks with Ed25519", "enhancement"),
    ("Memory grows by 40 MB an hour", "bug"),
    ("Dates before 1970 are refused", "bug"),
    ("Let clients choose the fields of a response", "enhancement"),
    ("Log the request id everywhere", "enhancement"),
    ("Rate limit headers are off by one", "bug"),
    ("Nom de client avec apostrophe refusé (« L'Épicerie »)", "bug"),
    ("Drop support for API version 1", "enhancement"),
    ("Slow query on the dashboard", "bug"),
    ("Describe how to run the migrations", "documentation"),
    ("Prices with three decimals are rounded twice", "bug"),
    ("Support gzip for large responses", "enhancement"),
    ("Connection pool is exhausted at midnight", "bug"),
    ("Is there a sandbox for webhooks?", "question"),
    ("Search ignores accents in customer names", "bug"),
    ("Expire unused API keys", "enhancement"),
    ("500 on an empty PATCH body", "bug"),
    ("Explain the difference between void and refund", "documentation"),
    ("Export of 100,000 orders times out", "bug"),
    ("Batch endpoint for stock levels", "enhancement"),
    ("CORS preflight is not cached", "bug"),
    ("Trace ids are lost between services", "bug"),
    ("Allow several webhooks per event", "enhancement"),
    ("Flaky test: test_refund_race", "bug"),
    ("ETag changes although nothing changed", "bug"),
    ("Return the currency with every amount", "enhancement"),
    ("Audit log for administrators", "enhancement"),
    ("Unclear error for an unknown warehouse", "bug"),
    ("Upgrade to PostgreSQL 18", "enhancement"),
    ("Cursor pagination skips rows on equal timestamps", "bug"),
    ("Publish a changelog for the API", "documentation"),
    ("Timeout of the tax service is not handled", "bug"),
    ("Accept RFC 3339 with lower-case t and z", "enhancement"),
    ("Negative quantities are accepted", "bug"),
    ("Nightly backup took six hours", "bug"),
)
_PULLS = (
    Story(
        "Retry webhooks with exponential backoff",
        by="alice",
        days=6.2,
        body="Fixes #10.",
        labels=("bug",),
        branch=Branch("webhook-backoff", reviewers=("mona", "bob")),
    ),
    Story(
        "Bump asyncpg from 0.30.0 to 0.31.0",
        by="dependabot[bot]",
        days=4,
        labels=("dependencies",),
        closed=Closed(3.5, "hubot"),
        branch=Branch("dependabot/pip/asyncpg-0.31.0", merged=True),
    ),
    Story(
        "Try a different pool size",
        by="bob",
        days=3,
        closed=Closed(1, "bob"),
        branch=Branch("pool-size"),
        comments=(("bob", 1, "Made no difference."),),
    ),
)
_PEOPLE = ("mona", "alice", "bob", "hubot")
_COMMENTS = ("I can confirm this.", "Any news?", "I will have a look next week.")
_FIRST_DAY = 300
_OFTEN, _RARE = 0.4, 0.25


def api_stories() -> tuple[Story, ...]:
    """Return forty-five issues and three pull requests, always the same ones."""
    draw = Random("acme/api")  # noqa: S311 - test data, not secret
    step = _FIRST_DAY / len(_TITLES)
    issues = [
        _issue(draw, title, label, days=_FIRST_DAY - place * step)
        for place, (title, label) in enumerate(_TITLES)
    ]
    return (*issues, *_PULLS)


def _issue(draw: Random, title: str, label: str, *, days: float) -> Story:
    is_closed = draw.random() < _RARE
    count = draw.randrange(len(_COMMENTS) + 1)
    return Story(
        title,
        by=draw.choice(_PEOPLE),
        days=days,
        labels=(label, "needs-triage") if draw.random() < _RARE else (label,),
        body=f"Seen in production, release {draw.randint(20, 60)}." if label == "bug" else None,
        assigned=(draw.choice(_PEOPLE),) if draw.random() < _OFTEN else (),
        closed=Closed(days * draw.random(), draw.choice(_PEOPLE)) if is_closed else None,
        comments=tuple(
            (draw.choice(_PEOPLE), days * (0.9 - 0.2 * place), text)
            for place, text in enumerate(_COMMENTS[:count])
        ),
    )
