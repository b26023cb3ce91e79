"""Error responses with GitHub's messages; statuses and bodies are those of docs.github.com/rest."""

from functools import partial
from http import HTTPStatus
from typing import Any, TypeVar

DOCS = "https://docs.github.com"
_T = TypeVar("_T")


class Refusal(Exception):
    """A request that is refused, with the answer that says why."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        docs: str | None = None,
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> None:
        """Refuse with `message`; `docs` replaces the operation's page, `more` joins the body."""
        super().__init__(message)
        self.status = status
        self.message = message
        self.docs = docs
        self.headers = headers or {}
        self.more = more

    def body(self, docs: str) -> dict[str, Any]:
        """Return the JSON to answer with, for an operation that is documented at `docs`."""
        body = {"message": self.message, **self.more, "documentation_url": self.docs or docs}
        is_error = self.status >= HTTPStatus.BAD_REQUEST
        return {**body, "status": str(self.status)} if is_error else body


bad_credentials = partial(Refusal, 401, "Bad credentials", docs=f"{DOCS}/rest")
"""Refuses a token that is unknown or has ended."""

requires_authentication = partial(Refusal, 401, "Requires authentication")
"""Refuses a request without any token."""

not_found = partial(Refusal, 404, "Not Found")
"""Refuses a thing that does not exist, or that somebody without access must not know of."""

forbidden = partial(Refusal, 403, "Must have admin rights to Repository.")
"""Refuses what the person's role does not include; GitHub says this for every missing role."""

not_accessible = partial(Refusal, 403, "Resource not accessible by integration")
"""Refuses what the token does not allow, even where the person has access."""

archived = partial(Refusal, 403, "Repository was archived so is read-only.")
"""Refuses a write to an archived repository."""


def present(thing: _T | None) -> _T:
    """Return a thing; refuse what does not exist."""
    if thing is None:
        raise not_found()
    return thing


issues_disabled = partial(
    Refusal, 410, "Issues are disabled for this repo", docs=f"{DOCS}/v3/issues/"
)
"""Refuses an issue of a repository without issues."""


def redirect(url: str, method: str) -> Refusal:
    """Redirect to a renamed repository: 301 for reads, 307 for writes."""
    status = 301 if method in {"GET", "HEAD"} else 307
    docs = f"{DOCS}/v3/#http-redirects"
    headers = {"Location": url}
    return Refusal(status, "Moved Permanently", docs=docs, headers=headers, url=url)


def invalid_request(*problems: str) -> Refusal:
    """Refuse a body with wrong types or missing properties."""
    return Refusal(422, "\n".join(["Invalid request.\n", *problems]))


def invalid(*errors: dict[str, Any], message: str = "Validation Failed") -> Refusal:
    """Refuse a well-formed request with values that are not valid."""
    return Refusal(422, message, errors=list(errors))


def error(resource: str, field: str, code: str, **more: Any) -> dict[str, Any]:
    """Return one entry of the `errors` of a 422."""
    return {**more, "resource": resource, "code": code, "field": field}


def invalid_field(resource: str, field: str, code: str, **more: Any) -> Refusal:
    """Refuse a request for the value of one field."""
    return invalid(error(resource, field, code, **more))


def text_problems(
    resource: str, field: str, text: str, *, most: int, needed: bool = False
) -> list[dict[str, Any]]:
    """Return what is wrong with a text: it is blank and must not be, or it is too long."""
    if needed and not text.strip():
        return [error(resource, field, "missing_field")]
    message = f"{field} is too long (maximum is {most} characters)"
    return [error(resource, field, "custom", message=message)] if len(text) > most else []


def unprocessable(reason: str) -> Refusal:
    """Refuse what the state of things does not allow, with the reason as a text."""
    return Refusal(422, "Unprocessable Entity", errors=[reason])
