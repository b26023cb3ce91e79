"""Says in words what an address at GitHub's website names, such as a run of a repository."""

import re

_SPOKEN = (
    (r"actions/runs/\d+/job/(\d+)", "job {}"),
    (r"actions/runs/(\d+)", "run {}"),
    (r"actions/workflows/([\w.-]+)", "workflow {}"),
    (r"pull/(\d+)/files", "diff of pr {}"),
    (r"tree/([\w.@+-]+)", "branch {}"),
    (r"commit/([0-9a-f]{7,40})", "commit {}"),
    (r"milestone/(\d+)", "milestone {}"),
)
"""What the path of an address in a repository names, in words.

NOTE: of a file, or a branch with a slash, nobody knows where the branch ends, and a file of another
branch is another one. A release that has an address is there, and "publish release v1" makes one.
"""
_COMMENT = re.compile(r"issuecomment-(\d+)")
_DISCUSSED = re.compile(r"discussion_r(\d+)")


def words_of_address(repo: str, path: str, fragment: str) -> str:
    """Say in words what an address in a repository names; "" where the address is enough."""
    inside = "/".join(path.strip("/").split("/")[2:])
    if match := _COMMENT.fullmatch(fragment):
        return f"comment {match[1]} in {repo}"
    if match := _DISCUSSED.fullmatch(fragment):
        pull = re.fullmatch(r"pull/(\d+)(?:/\w+)?", inside)
        return f"review comment {match[1]} {f'on {repo}#{pull[1]}' if pull else f'in {repo}'}"
    matches = ((re.fullmatch(form, inside), words) for form, words in _SPOKEN)
    found = next((words.format(match[1]) for match, words in matches if match), "")
    return f"{found} in {repo}" if found else ""
