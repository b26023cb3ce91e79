"""The primary rate limit: 5,000 requests an hour with a token, 60 without one."""

from dataclasses import dataclass, field

from aegis_cli.sandbox.github.api import errors
from aegis_cli.sandbox.github.world.person import Person

_HOUR = 3600
_SIGNED_IN, _ANONYMOUS = 5000, 60


@dataclass(slots=True)
class Budget:
    """The rate limit of one caller for one hour."""

    limit: int
    reset: int
    """The end of the hour, in Unix seconds."""
    used: int = 0

    def json(self) -> dict[str, int]:
        """Return a `rate-limit`."""
        remaining = self.limit - self.used
        return {"limit": self.limit, "used": self.used, "remaining": remaining, "reset": self.reset}

    def headers(self) -> dict[str, str]:
        """Return the rate-limit headers of every answer."""
        numbers = {f"X-RateLimit-{name.title()}": str(value) for name, value in self.json().items()}
        return {**numbers, "X-RateLimit-Resource": "core"}


@dataclass(slots=True)
class Limits:
    """The current budgets: one for each person, and one for all callers without a token."""

    budgets: dict[str | None, Budget] = field(default_factory=dict)

    def budget(self, person: Person | None, now: float) -> Budget:
        """Return the current budget of `person`, or start a new one."""
        login = person.login if person else None
        budget = self.budgets.get(login)
        if budget is None or budget.reset <= now:
            budget = Budget(_SIGNED_IN if person else _ANONYMOUS, int(now) + _HOUR)
            self.budgets[login] = budget
        return budget


def spend(budget: Budget, person: Person | None) -> None:
    """Count one request, or refuse it."""
    if budget.used >= budget.limit:
        who = f"user ID {person.id}" if person else "127.0.0.1"
        docs = f"{errors.DOCS}/rest/overview/rate-limits-for-the-rest-api"
        raise errors.Refusal(403, f"API rate limit exceeded for {who}.", docs=docs)
    budget.used += 1
