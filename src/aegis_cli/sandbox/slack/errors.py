"""What Slack answers when it refuses: `ok` is false, the status is 200, or 429 for too much."""

from typing import Any


class Problem(Exception):
    """A call that is refused."""

    def __init__(self, code: str, status: int = 200, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.more = more

    def body(self) -> dict[str, Any]:
        """Return the answer."""
        return {"ok": False, "error": self.code, **self.more}


def first_reason(**reasons: object) -> str:
    """Return the first reason that holds, each called as Slack calls it; "" if none does."""
    return next((code for code, holds in reasons.items() if holds), "")


def refuse(**reasons: object) -> None:
    """Refuse a call for the first reason that holds."""
    if code := first_reason(**reasons):
        raise Problem(code)


def invalid_arguments(*messages: str) -> Problem:
    """Return the refusal of arguments, which says what is wrong with each."""
    said = [f"[ERROR] {message}" for message in messages]
    return Problem("invalid_arguments", response_metadata={"messages": said})


def missing_scope(needed: tuple[str, ...], provided: tuple[str, ...]) -> Problem:
    """Return the refusal of a call for which the person granted too little."""
    return Problem("missing_scope", needed=",".join(needed), provided=",".join(provided))
