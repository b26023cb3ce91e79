"""Days made from now, for what is sent to a process whose clock goes on."""

from datetime import UTC, datetime, timedelta

_NOW = datetime.now(UTC)


def day_in(days: int) -> str:
    """Return the day that comes so many days after this one, as in 2026-12-08."""
    return (_NOW + timedelta(days=days)).date().isoformat()


def seconds_of(time: str) -> int:
    """Return the seconds since 1970 of a time with an offset, as in 2026-12-08T09:00:00+01:00."""
    return int(datetime.fromisoformat(time).timestamp())
