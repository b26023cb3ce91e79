"""Each action of the catalogue as a call: with what it needs, and with all that it takes."""

from typing import Any

ISSUE = {"repo": "acme/web", "issue_number": 12}
WEB = {"repo": "acme/web"}
ODD = "a/b c?%25 é"
"""A label that is something else wherever it is not encoded."""

CALLS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "issues.add_assignees": (ISSUE | {"assignees": ["hubot"]}, {"assignees": ["hubot", "@me"]}),
    "issues.add_comment": (ISSUE | {"body": "Me too"}, {"body": "`code`\n\n- 你好 👩‍💻"}),
    "issues.add_labels": (ISSUE | {"labels": ["bug"]}, {"labels": ["bug", ODD]}),
    "issues.close": (ISSUE, {"state_reason": "not_planned"}),
    "issues.create": (
        WEB | {"title": "Crash on start"},
        {"body": "On every\nstart.", "labels": ["bug", ODD], "assignees": ["hubot", "@me"]},
    ),
    "issues.get": (ISSUE, {}),
    "issues.list": (
        WEB,
        {
            "state": "all",
            "labels": ["bug", ODD],
            "assignee": "hubot",
            "creator": "dependabot[bot]",
            "mentioned": "@me",
            "sort": "comments",
            "direction": "asc",
            "limit": 1000,
        },
    ),
    "issues.list_comments": (ISSUE, {"limit": 1000}),
    "issues.remove_label": (ISSUE | {"name": "bug"}, {"name": ODD}),
    "issues.reopen": (ISSUE, {}),
    "issues.update": (
        ISSUE | {"title": "Crash"},
        {"body": "On exit.", "labels": ["bug", ODD], "assignees": ["hubot", "@me"]},
    ),
    "labels.list": (WEB, {"limit": 1000}),
    "pulls.list": (
        WEB,
        {
            "state": "closed",
            "head": "mona:fix/the crash",
            "base": "release/1.0",
            "sort": "long-running",
            "direction": "desc",
            "limit": 1000,
        },
    ),
    "rate_limit.get": ({}, {}),
    "repos.create": (
        {"name": "demo"},
        {"description": "It tries things.", "private": False, "auto_init": True},
    ),
    "repos.delete": (WEB, {}),
    "repos.get": (WEB, {}),
    "repos.list_languages": (WEB, {}),
    "repos.list_mine": (
        {},
        {"visibility": "private", "sort": "full_name", "direction": "asc", "limit": 1000},
    ),
    "stats.commit_activity": (WEB, {}),
    "stats.contributors": (WEB, {}),
    "stats.participation": (WEB, {}),
    "users.get_me": ({}, {}),
}

EACH: dict[str, tuple[str, dict[str, Any]]] = {
    f"{name}, {extent}": (name, arguments)
    for name, (needed, more) in CALLS.items()
    for extent, arguments in {"least": needed, "all": needed | more}.items()
    if extent == "least" or more
}
"""Each call by a name of its own."""

SENTENCES: dict[str, list[str]] = {
    "who am i": ["users/get-authenticated"],
    "list my private repos sorted by name": ["repos/list-for-authenticated-user"],
    "show the languages of acme/web": ["repos/list-languages"],
    "show the contributors of acme/web": ["repos/get-contributors-stats"] * 2,
    "list 40 closed issues in acme/web labelled bug assigned to me": [
        "users/get-authenticated",
        "issues/list-for-repo",
        "issues/list-for-repo",
    ],
    "open an issue in acme/web titled 'Crash on start' labelled bug assigned to hubot": [
        "issues/create"
    ],
    "close acme/web#12 as not planned and comment 'Superseded by #31'": [
        "issues/update",
        "issues/create-comment",
    ],
    "reopen acme/web#12": ["issues/update"],
    "set the labels of acme/web#12 to bug and docs": ["issues/update"],
    "label acme/web#12 bug": ["issues/add-labels"],
    "remove the label bug from acme/web#12": ["issues/remove-label"],
    "assign me to acme/web#12": ["users/get-authenticated", "issues/add-assignees"],
    "show the first 120 comments on acme/web#12": ["issues/list-comments"] * 2,
    "list open pull requests in acme/web into main newest first": ["pulls/list"],
    "create a private repo named demo with description 'It tries things.'": [
        "repos/create-for-authenticated-user"
    ],
}
"""Sentences for the grammar, and the operations that they come to."""
