"""Every field of every action. Generated: run `python -m tools.generate`."""

# ruff: noqa: E501
# fmt: off

FIELDS: dict[
    str, tuple[tuple[str, bool, bool, bool, tuple[str, ...], str | None, str], ...]
] = {
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
    "pulls.close": (
        ("repo", True, True, False, (), None, "Repository that the pull request is in, as OWNER/NAME."),
        ("pull_number", True, False, False, (), None, "Number of the pull request."),
    ),
    "pulls.convert_to_draft": (
        ("repo", True, True, False, (), None, "Repository that the pull request is in, as OWNER/NAME."),
        ("pull_number", True, False, False, (), None, "Number of the pull request."),
    ),
    "pulls.create": (
        ("repo", True, True, False, (), None, "Repository to open it in, as OWNER/NAME."),
        ("title", True, False, False, (), None, "What it is about, in one line."),
        ("head", True, False, False, (), None, "Branch with the commits, as BRANCH, or OWNER:BRANCH of a fork."),
        ("base", True, False, False, (), None, "Branch that they are to go into."),
        ("body", False, False, False, (), None, "What changes and why, in Markdown."),
        ("draft", False, False, False, ("true", "false"), None, "Whether it is not ready for review yet."),
    ),
    "pulls.disable_auto_merge": (
        ("repo", True, True, False, (), None, "Repository that the pull request is in, as OWNER/NAME."),
        ("pull_number", True, False, False, (), None, "Number of the pull request."),
    ),
    "pulls.enable_auto_merge": (
        ("repo", True, True, False, (), None, "Repository that the pull request is in, as OWNER/NAME."),
        ("pull_number", True, False, False, (), None, "Number of the pull request."),
        ("merge_method", False, False, False, ("MERGE", "SQUASH", "REBASE"), None, "How its commits come into the base branch; GitHub makes a merge commit unless told so."),
        ("commit_headline", False, False, False, (), None, "First line of the commit; GitHub writes one unless told otherwise."),
        ("commit_body", False, False, False, (), None, "Rest of the message of the commit."),
    ),
    "pulls.get": (
        ("repo", True, True, False, (), None, "Repository that the pull request is in, as OWNER/NAME."),
        ("pull_number", True, False, False, (), None, "Number of the pull request."),
    ),
    "pulls.get_diff": (
        ("repo", True, True, False, (), None, "Repository that the pull request is in, as OWNER/NAME."),
        ("pull_number", True, False, False, (), None, "Number of the pull request."),
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
    "pulls.list_commits": (
        ("repo", True, True, False, (), None, "Repository that the pull request is in, as OWNER/NAME."),
        ("pull_number", True, False, False, (), None, "Number of the pull request."),
        ("limit", False, False, False, (), "30", "How many commits to show at most."),
    ),
    "pulls.list_files": (
        ("repo", True, True, False, (), None, "Repository that the pull request is in, as OWNER/NAME."),
        ("pull_number", True, False, False, (), None, "Number of the pull request."),
        ("limit", False, False, False, (), "100", "How many files to show at most."),
    ),
    "pulls.list_requested_reviewers": (
        ("repo", True, True, False, (), None, "Repository that the pull request is in, as OWNER/NAME."),
        ("pull_number", True, False, False, (), None, "Number of the pull request."),
    ),
    "pulls.mark_ready": (
        ("repo", True, True, False, (), None, "Repository that the pull request is in, as OWNER/NAME."),
        ("pull_number", True, False, False, (), None, "Number of the pull request."),
    ),
    "pulls.merge": (
        ("repo", True, True, False, (), None, "Repository that the pull request is in, as OWNER/NAME."),
        ("pull_number", True, False, False, (), None, "Number of the pull request."),
        ("merge_method", False, False, False, ("merge", "squash", "rebase"), None, "How its commits come into the base branch; GitHub makes a merge commit unless told so."),
        ("commit_title", False, False, False, (), None, "First line of the commit; GitHub writes one unless told otherwise."),
        ("commit_message", False, False, False, (), None, "Rest of the message of the commit."),
    ),
    "pulls.remove_reviewers": (
        ("repo", True, True, False, (), None, "Repository that the pull request is in, as OWNER/NAME."),
        ("pull_number", True, False, False, (), None, "Number of the pull request."),
        ("reviewers", False, False, True, (), "()", "People to ask no longer."),
        ("team_reviewers", False, False, True, (), None, "Teams to ask no longer, as their addresses have them."),
    ),
    "pulls.reopen": (
        ("repo", True, True, False, (), None, "Repository that the pull request is in, as OWNER/NAME."),
        ("pull_number", True, False, False, (), None, "Number of the pull request."),
    ),
    "pulls.request_reviewers": (
        ("repo", True, True, False, (), None, "Repository that the pull request is in, as OWNER/NAME."),
        ("pull_number", True, False, False, (), None, "Number of the pull request."),
        ("reviewers", False, False, True, (), None, "People to ask."),
        ("team_reviewers", False, False, True, (), None, "Teams to ask, as their addresses have them."),
    ),
    "pulls.revert": (
        ("repo", True, True, False, (), None, "Repository that the pull request is in, as OWNER/NAME."),
        ("pull_number", True, False, False, (), None, "Number of the pull request."),
        ("title", False, False, False, (), None, "Its title; GitHub writes one unless told otherwise."),
        ("body", False, False, False, (), None, "Its description, in Markdown."),
        ("draft", False, False, False, ("true", "false"), None, "Whether it is not ready for review yet."),
    ),
    "pulls.update": (
        ("repo", True, True, False, (), None, "Repository that the pull request is in, as OWNER/NAME."),
        ("pull_number", True, False, False, (), None, "Number of the pull request."),
        ("title", False, False, False, (), None, "The new title."),
        ("body", False, False, False, (), None, "The new description, in Markdown; it replaces the old one."),
        ("base", False, False, False, (), None, "Branch that it is to go into from now on."),
    ),
    "pulls.update_branch": (
        ("repo", True, True, False, (), None, "Repository that the pull request is in, as OWNER/NAME."),
        ("pull_number", True, False, False, (), None, "Number of the pull request."),
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
