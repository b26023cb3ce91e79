"""GitHub's words for the state of a thing and the colour of each, both as `gh` shows them.

Views name these functions where a template cannot say it. Each takes a resource as JSON.
"""

import re
from datetime import datetime
from typing import Any

from aegis_cli.actions.results.templates import pick, text_at
from aegis_cli.actions.results.views import Tone

_PAGE = re.compile(
    r"https?://[^/?#]+/(?P<repo>[^/?#]+/[^/?#]+)/(issues|pull)/(?P<number>\d{1,19})", re.ASCII
)


def state_of(thing: Any) -> str:
    """Return the state of an issue or a pull request in one upper-case word."""
    word = text_at(thing, "state").upper()
    if pick(thing, "merged_at") or pick(thing, "pull_request.merged_at"):
        return "MERGED"
    return "DRAFT" if word == "OPEN" and pick(thing, "draft") is True else word


def status_of(thing: Any) -> str:
    """Return the state as a part of a sentence, with the reason if it is closed."""
    word, reason = state_of(thing), text_at(thing, "state_reason")
    why = f" as {reason.replace('_', ' ')}" if reason and word == "CLOSED" else ""
    return word.capitalize() + why


def standing_of(thing: Any) -> str:
    """Return the state in a row of words: `closed as not planned, locked`."""
    return ", ".join([status_of(thing).lower(), *(["locked"] if pick(thing, "locked") else [])])


def kind_of_issue(issue: Any) -> str:
    """Return whether what the issues API has is an issue or a pull request.

    Source: docs.github.com/rest/issues: a pull request is identified by the key `pull_request`.
    """
    return "issue" if pick(issue, "pull_request") is None else "pull request"


def state_tone(thing: Any) -> Tone:
    """Return the colour of a state: only a pull request that was closed unmerged is red."""
    match state_of(thing):
        case "OPEN":
            return "green"
        case "MERGED":
            return "magenta"
        case "CLOSED" if pick(thing, "head"):
            return "red"
        case "CLOSED" if pick(thing, "state_reason") not in ("not_planned", "duplicate"):
            return "magenta"
        case _:
            return "grey"


def visibility_of(repository: Any) -> str:
    """Return who sees a repository, and whether it is a fork or archived."""
    private = {"yes": "private", "no": "public"}.get(text_at(repository, "private"), "")
    flags = [flag for flag in ("fork", "archived") if pick(repository, flag) is True]
    return ", ".join(filter(None, [text_at(repository, "visibility") or private, *flags]))


def visibility_tone(repository: Any) -> Tone:
    """Return the colour of `visibility_of`."""
    return "yellow" if "private" in visibility_of(repository) else "grey"


def license_of(repository: Any) -> str:
    """Return the license by its SPDX identifier; by its name where GitHub knows none."""
    known = text_at(repository, "license.spdx_id")
    return known if known != "NOASSERTION" else text_at(repository, "license.name")


def branch_of(pull: Any) -> str:
    """Return the branch that a pull request comes from, with its owner if it is a fork's."""
    label = text_at(pull, "head.label")
    owner, base = label.partition(":")[0], text_at(pull, "base.label").partition(":")[0]
    return label if label and base and owner != base else text_at(pull, "head.ref")


def place_of_issue(issue: Any) -> str:
    """Return the repository and the number of an issue or a pull request, as in acme/web#12."""
    repo = "/".join(text_at(issue, "repository_url").split("/")[-2:])
    return f"{repo}#{text_at(issue, 'number')}"


def own_name_of_issue(issue: Any) -> str:
    """Return the same by the address of its page; "" for any other address."""
    found = _PAGE.fullmatch(text_at(issue, "html_url"))
    return f"{found['repo']}#{found['number']}" if found else ""


def outcome_of(run: Any) -> str:
    """Return how a run, a job or a step ended; while it is not at its end, how far it is."""
    return (text_at(run, "conclusion") or text_at(run, "status")).replace("_", " ")


def outcome_tone(run: Any) -> Tone:
    """Return the colour of an outcome."""
    match text_at(run, "conclusion"):
        case "success":
            return "green"
        case "failure" | "timed_out" | "action_required":
            return "red"
        case "":
            return "yellow"
        case _:
            return "grey"


def pending_outcome_of(job: Any) -> str:
    """Return the outcome of a job or a step if its mark does not say all of it."""
    return "" if text_at(job, "conclusion") in {"success", "failure"} else outcome_of(job)


def seconds_of(job: Any) -> str:
    """Return how many seconds a job or a step took; "" while it is not at its end."""
    seconds = _seconds(job)
    return "" if seconds is None else str(seconds)


def duration_of(job: Any) -> str:
    """Return how long a job or a step took, as in 1m 12s; "" for what did not run."""
    seconds = _seconds(job)
    is_skipped = text_at(job, "conclusion") == "skipped"
    return "" if seconds is None or is_skipped else duration(seconds)


def duration(seconds: int) -> str:
    """Write a time as in 1h 2m 3s."""
    hours, rest = divmod(seconds, 3_600)
    parts = ((hours, "h"), (rest // 60, "m"), (rest % 60, "s"))
    return " ".join(f"{number}{unit}" for number, unit in parts if number) or "0s"


def _seconds(job: Any) -> int | None:
    times = (text_at(job, name) for name in ("started_at", "completed_at"))
    try:
        begun, ended = map(datetime.fromisoformat, times)
        return max(0, int((ended - begun).total_seconds()))
    except (ValueError, TypeError):  # it is not at its end, or GitHub wrote no times
        return None
