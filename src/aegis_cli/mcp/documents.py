"""The documents of `aegis mcp`: `aegis.result/1`, with what a program may do next; pure."""

from collections.abc import Mapping
from typing import Any

from aegis_cli.errors import AegisError, Status
from aegis_cli.request.execution import StepStatus
from aegis_cli.request.result import SCHEMA, failed_result, local_json, to_json

WAITING, EXPIRED, WITHDRAWN = "waiting", "expired", "withdrawn"
"""The statuses that only a proposal has."""

_SKIPPED = StepStatus.SKIPPED.value
_FINE = frozenset({Status.DONE.value, Status.ALREADY.value, Status.PLANNED.value, WAITING})

_NEXT: Mapping[str, str] = {
    WAITING: "Tell the person now that a question waits at their session's terminal, then call "
    "outcome with this id until it ends. Do not propose this again.",
    EXPIRED: "Nobody approved it while the question stood, and nothing was sent; tell the person, "
    "and propose it again only if they ask for it.",
    WITHDRAWN: "It was withdrawn before a write was sent; propose it again only if it is wanted.",
    Status.ALREADY: "It was so before: nothing was sent, and nobody was asked.",
    Status.PLANNED: "Nothing was done: read with read_action, propose with propose_writes.",
    Status.USAGE: "Mend what the error says, then call again.",
    Status.UNCLEAR: "Say it in other words, or find the action with find_actions.",
    Status.UNSUPPORTED: "Look for another action with find_actions.",
    Status.NOT_SIGNED_IN: "Tell the person what the hint says; only they can do it.",
    Status.DENIED: "A rule forbids it: tell the person, and do not try another way.",
    Status.DECLINED: "It was not approved: do not propose this again unless the person asks "
    "for it.",
    Status.NEEDS_APPROVAL: "Nobody could be asked: tell the person.",
    Status.FAILED: "Read which steps were done before you propose what is missing.",
    Status.OUTCOME_UNKNOWN: "Look with read_action whether it happened, before you propose it "
    "again.",
    Status.BUSY: "Where there is a waiting_id, call outcome with waiting_id until that ends, then "
    "call this again; else tell the person.",
    Status.INTERRUPTED: "Nothing was sent; call again only if it is still wanted.",
    Status.BUG: "Tell the person.",
}
"""One sentence for each status but `done`."""


def is_error(document: Mapping[str, Any]) -> bool:
    """Tell whether a document says that what was asked for has not happened."""
    return document["status"] not in _FINE


def with_advice(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document with the sentence on what to do next, unless all is done."""
    status = document["status"]
    # For a program, an interruption between two steps is the same as a failure in one.
    is_cut = status == Status.INTERRUPTED and not ended_unsent(document)
    advice = _NEXT.get(Status.FAILED if is_cut else status)
    return {**document, "next": advice} if advice else dict(document)


def error_document(request: str, error: AegisError) -> dict[str, Any]:
    """Return the document of a call that ended with an error."""
    return to_json(failed_result(request, error))


def local_document(words: str, data: Any, not_served: str) -> dict[str, Any]:
    """Return the document of an answer that needs no service, with what aegis does not have."""
    document = local_json(f"find_actions {words}", "actions.find", data)
    return document | ({"not_served": not_served} if not_served else {})


def waiting(request: str, proposal: str) -> dict[str, Any]:
    """Return the document of a proposal that nobody has answered yet."""
    return _bare(WAITING, request) | {"id": proposal}


def ended_unsent(document: Mapping[str, Any]) -> bool:
    """Tell whether a proposal was ended before any step of it was begun."""
    is_interrupted = document["status"] == Status.INTERRUPTED
    results = document.get("results", ())
    return is_interrupted and all(each["status"] == _SKIPPED for each in results)


def unanswered_document(document: Mapping[str, Any], *, is_withdrawn: bool) -> dict[str, Any]:
    """Return the document of a proposal whose question was ended before anybody answered it."""
    return {**document, "status": WITHDRAWN if is_withdrawn else EXPIRED}


def labels(document: Mapping[str, Any]) -> dict[str, str]:
    """Return labels for clients that track where information comes from and goes."""
    data = [entry["data"] for entry in document["results"]]
    marks = [each for each in data if isinstance(each, dict) and each.get("untrusted")]
    is_quoted = bool((document["error"] or {}).get("untrusted"))
    is_public = all(each["visibility"] == "public" for each in marks) and not is_quoted
    return {
        "integrity": "untrusted" if marks or is_quoted else "trusted",
        "confidentiality": "public" if is_public else "private",
    }


def _bare(status: str, request: str) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "status": status,
        "request": request,
        "plan": None,
        "results": [],
        "error": None,
    }
