"""Every field of every action. Generated: run `python -m tools.generate`."""

# ruff: noqa: E501
# fmt: off

FIELDS: dict[
    str, tuple[tuple[str, bool, bool, bool, tuple[str, ...], str | None, str], ...]
] = {
    "branches.delete": (
        ("repo", True, True, False, (), None, "Repository that the branch is in, as OWNER/NAME."),
        ("branch", True, False, False, (), None, "Branch to delete."),
    ),
    "branches.get": (
        ("repo", True, True, False, (), None, "Repository that the branch is in, as OWNER/NAME."),
        ("branch", True, False, False, (), None, "Branch to show."),
    ),
    "branches.set_protection": (
        ("repo", True, True, False, (), None, "Repository that the branch is in, as OWNER/NAME."),
        ("branch", True, False, False, (), None, "Branch to protect."),
        ("checks", False, False, True, (), "@none", "Checks that must pass before a merge. @none takes it away."),
        ("strict", False, False, False, ("true", "false"), "@none", "Whether a branch must be up to date with this one before a merge. @none takes it away."),
        ("approvals", False, False, False, (), "@none", "How many people must approve a pull request. @none takes it away."),
        ("users", False, False, True, (), "@none", "People who may push, and nobody else; @me is you. @none takes it away."),
        ("teams", False, False, True, (), "@none", "Teams that may push, and nobody else. @none takes it away."),
        ("enforce_admins", False, False, False, ("true", "false"), "false", "Whether it holds for administrators too."),
    ),
    "files.get": (
        ("repo", True, True, False, (), None, "Repository that the file is in, as OWNER/NAME."),
        ("path", True, False, False, (), None, "Path of the file, as in docs/notes.md."),
        ("ref", False, False, False, (), None, "Branch to read it from; the default branch unless told otherwise."),
    ),
    "files.put": (
        ("repo", True, True, False, (), None, "Repository that the file is in, as OWNER/NAME."),
        ("path", True, False, False, (), None, "Path of the file, as in docs/notes.md."),
        ("content", True, False, False, (), None, "All that is in the file from now on; `@notes.md` is what that file here holds. @notes.md reads a file, - standard input; @@ begins a text that starts with @."),
        ("message", True, False, False, (), None, "Message of the commit."),
        ("branch", False, False, False, (), None, "Branch to commit to; the default branch unless told otherwise."),
    ),
    "issues.add_assignees": (
        ("repo", True, True, False, (), None, "Repository that the issue is in, as OWNER/NAME."),
        ("issue_number", True, False, False, (), None, "Number of the issue or pull request."),
        ("assignees", True, False, True, (), None, "People to assign; @me is you."),
    ),
    "issues.add_comment": (
        ("repo", True, True, False, (), None, "Repository that the issue is in, as OWNER/NAME."),
        ("issue_number", True, False, False, (), None, "Number of the issue or pull request."),
        ("body", True, False, False, (), None, "What to say, in Markdown."),
    ),
    "issues.add_labels": (
        ("repo", True, True, False, (), None, "Repository that the issue is in, as OWNER/NAME."),
        ("issue_number", True, False, False, (), None, "Number of the issue or pull request."),
        ("labels", True, False, True, (), None, "Labels to add."),
    ),
    "issues.close": (
        ("repo", True, True, False, (), None, "Repository that the issue is in, as OWNER/NAME."),
        ("issue_number", True, False, False, (), None, "Number of the issue."),
        ("state_reason", False, False, False, ("completed", "not_planned", "duplicate"), None, "Why it is closed; GitHub takes it as completed unless told otherwise."),
    ),
    "issues.create": (
        ("repo", True, True, False, (), None, "Repository to open it in, as OWNER/NAME."),
        ("title", True, False, False, (), None, "What the issue is about, in one line."),
        ("body", False, False, False, (), None, "The details, in Markdown."),
        ("labels", False, False, True, (), None, "Labels to give it."),
        ("assignees", False, False, True, (), None, "People to assign it to; @me is you."),
    ),
    "issues.get": (
        ("repo", True, True, False, (), None, "Repository that the issue is in, as OWNER/NAME."),
        ("issue_number", True, False, False, (), None, "Number of the issue."),
    ),
    "issues.list": (
        ("repo", True, True, False, (), None, "Repository whose issues to list, as OWNER/NAME."),
        ("state", False, False, False, ("open", "closed", "all"), None, "Only those in this state; GitHub shows open ones unless told otherwise."),
        ("labels", False, False, True, (), None, "Only those that have all of these labels."),
        ("assignee", False, False, False, (), None, "Only those assigned to this person; @me is you."),
        ("creator", False, False, False, (), None, "Only those opened by this person; @me is you."),
        ("mentioned", False, False, False, (), None, "Only those that mention this person; @me is you."),
        ("sort", False, False, False, ("created", "updated", "comments"), None, "What to sort by; GitHub sorts by creation unless told otherwise."),
        ("direction", False, False, False, ("asc", "desc"), None, "Which end comes first."),
        ("limit", False, False, False, (), "30", "How many issues to show at most."),
    ),
    "issues.list_comments": (
        ("repo", True, True, False, (), None, "Repository that the issue is in, as OWNER/NAME."),
        ("issue_number", True, False, False, (), None, "Number of the issue or pull request."),
        ("limit", False, False, False, (), "30", "How many comments to show at most."),
    ),
    "issues.remove_label": (
        ("repo", True, True, False, (), None, "Repository that the issue is in, as OWNER/NAME."),
        ("issue_number", True, False, False, (), None, "Number of the issue or pull request."),
        ("name", True, False, False, (), None, "Label to take off."),
    ),
    "issues.reopen": (
        ("repo", True, True, False, (), None, "Repository that the issue is in, as OWNER/NAME."),
        ("issue_number", True, False, False, (), None, "Number of the issue."),
    ),
    "issues.update": (
        ("repo", True, True, False, (), None, "Repository that the issue is in, as OWNER/NAME."),
        ("issue_number", True, False, False, (), None, "Number of the issue."),
        ("title", False, False, False, (), None, "The new title."),
        ("body", False, False, False, (), None, "The new description, in Markdown; it replaces the old one."),
        ("labels", False, False, True, (), None, "The labels it has from now on; they replace those it had."),
        ("assignees", False, False, True, (), None, "The people it is assigned to from now on; they replace those before."),
    ),
    "labels.list": (
        ("repo", True, True, False, (), None, "Repository whose labels to list, as OWNER/NAME."),
        ("limit", False, False, False, (), "30", "How many labels to show at most."),
    ),
    "pulls.list": (
        ("repo", True, True, False, (), None, "Repository whose pull requests to list, as OWNER/NAME."),
        ("state", False, False, False, ("open", "closed", "all"), None, "Only those in this state; GitHub shows open ones unless told otherwise."),
        ("head", False, False, False, (), None, "Only those that come from this branch, as OWNER:BRANCH."),
        ("base", False, False, False, (), None, "Only those that go into this branch."),
        ("sort", False, False, False, ("created", "updated", "popularity", "long-running"), None, "What to sort by; GitHub sorts by creation unless told otherwise."),
        ("direction", False, False, False, ("asc", "desc"), None, "Which end comes first."),
        ("limit", False, False, False, (), "30", "How many pull requests to show at most."),
    ),
    "rate_limit.get": (),
    "repos.create": (
        ("name", True, False, False, (), None, "Name of the new repository, without an owner."),
        ("description", False, False, False, (), None, "What the repository is for, in one line."),
        ("private", False, False, False, ("true", "false"), "true", "Whether only people you choose can see it."),
        ("auto_init", False, False, False, ("true", "false"), None, "Whether to start with a first commit that holds a README."),
    ),
    "repos.delete": (
        ("repo", True, True, False, (), None, "Repository to delete, as OWNER/NAME."),
    ),
    "repos.get": (
        ("repo", True, True, False, (), None, "Repository to show, as OWNER/NAME."),
    ),
    "repos.list_languages": (
        ("repo", True, True, False, (), None, "Repository to look at, as OWNER/NAME."),
    ),
    "repos.list_mine": (
        ("visibility", False, False, False, ("all", "public", "private"), None, "Only those with this visibility."),
        ("sort", False, False, False, ("created", "updated", "pushed", "full_name"), None, "What to sort by; GitHub sorts by full name unless told otherwise."),
        ("direction", False, False, False, ("asc", "desc"), None, "Which end comes first."),
        ("limit", False, False, False, (), "30", "How many repositories to show at most."),
    ),
    "stats.commit_activity": (
        ("repo", True, True, False, (), None, "Repository to look at, as OWNER/NAME."),
    ),
    "stats.contributors": (
        ("repo", True, True, False, (), None, "Repository to look at, as OWNER/NAME."),
    ),
    "stats.participation": (
        ("repo", True, True, False, (), None, "Repository to look at, as OWNER/NAME."),
    ),
    "users.get_me": (),
}
