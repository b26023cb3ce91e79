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
    "issues.add_blocked_by": (
        ("repo", True, True, False, (), None, "Repository that the issue is in, as OWNER/NAME."),
        ("issue_number", True, False, False, (), None, "Number of the issue."),
        ("blocking_issue", True, False, False, (), None, "Number of the issue that has to be done before."),
        ("blocking_repo", False, False, False, (), None, "Repository of that issue, as OWNER/NAME, if it is another one."),
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
    "issues.add_sub_issue": (
        ("repo", True, True, False, (), None, "Repository that the issue is in, as OWNER/NAME."),
        ("issue_number", True, False, False, (), None, "Number of the issue."),
        ("sub_issue", True, False, False, (), None, "Number of the part."),
        ("sub_repo", False, False, False, (), None, "Repository of that issue, as OWNER/NAME, if it is another one."),
        ("replace_parent", False, False, False, ("true", "false"), None, "Whether to take it away from the issue that it is a part of now."),
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
    "issues.delete_field_value": (
        ("repo", True, True, False, (), None, "Repository that the issue is in, as OWNER/NAME."),
        ("issue_number", True, False, False, (), None, "Number of the issue."),
        ("issue_field_id", True, False, False, (), None, "Id of the field."),
    ),
    "issues.get": (
        ("repo", True, True, False, (), None, "Repository that the issue is in, as OWNER/NAME."),
        ("issue_number", True, False, False, (), None, "Number of the issue."),
    ),
    "issues.get_parent": (
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
    "issues.list_blocked_by": (
        ("repo", True, True, False, (), None, "Repository that the issue is in, as OWNER/NAME."),
        ("issue_number", True, False, False, (), None, "Number of the issue."),
        ("limit", False, False, False, (), "30", "How many to show at most."),
    ),
    "issues.list_blocking": (
        ("repo", True, True, False, (), None, "Repository that the issue is in, as OWNER/NAME."),
        ("issue_number", True, False, False, (), None, "Number of the issue."),
        ("limit", False, False, False, (), "30", "How many to show at most."),
    ),
    "issues.list_comments": (
        ("repo", True, True, False, (), None, "Repository that the issue is in, as OWNER/NAME."),
        ("issue_number", True, False, False, (), None, "Number of the issue or pull request."),
        ("limit", False, False, False, (), "30", "How many comments to show at most."),
    ),
    "issues.list_events": (
        ("repo", True, True, False, (), None, "Repository that the issue is in, as OWNER/NAME."),
        ("issue_number", True, False, False, (), None, "Number of the issue or pull request."),
        ("limit", False, False, False, (), "30", "How many events to show at most."),
    ),
    "issues.list_field_values": (
        ("repo", True, True, False, (), None, "Repository that the issue is in, as OWNER/NAME."),
        ("issue_number", True, False, False, (), None, "Number of the issue."),
        ("limit", False, False, False, (), "30", "How many to show at most."),
    ),
    "issues.list_fields": (
        ("org", True, False, False, (), None, "Organization whose members see them."),
    ),
    "issues.list_repo_types": (
        ("repo", True, True, False, (), None, "Repository, as OWNER/NAME."),
    ),
    "issues.list_sub_issues": (
        ("repo", True, True, False, (), None, "Repository that the issue is in, as OWNER/NAME."),
        ("issue_number", True, False, False, (), None, "Number of the issue."),
        ("limit", False, False, False, (), "30", "How many to show at most."),
    ),
    "issues.list_timeline": (
        ("repo", True, True, False, (), None, "Repository that the issue is in, as OWNER/NAME."),
        ("issue_number", True, False, False, (), None, "Number of the issue or pull request."),
        ("limit", False, False, False, (), "100", "How many events to show at most."),
    ),
    "issues.list_types": (
        ("org", True, False, False, (), None, "Organization whose members see them."),
    ),
    "issues.remove_blocked_by": (
        ("repo", True, True, False, (), None, "Repository that the issue is in, as OWNER/NAME."),
        ("issue_number", True, False, False, (), None, "Number of the issue."),
        ("blocking_issue", True, False, False, (), None, "Number of the issue that has to be done before."),
        ("blocking_repo", False, False, False, (), None, "Repository of that issue, as OWNER/NAME, if it is another one."),
    ),
    "issues.remove_label": (
        ("repo", True, True, False, (), None, "Repository that the issue is in, as OWNER/NAME."),
        ("issue_number", True, False, False, (), None, "Number of the issue or pull request."),
        ("name", True, False, False, (), None, "Label to take off."),
    ),
    "issues.remove_sub_issue": (
        ("repo", True, True, False, (), None, "Repository that the issue is in, as OWNER/NAME."),
        ("issue_number", True, False, False, (), None, "Number of the issue."),
        ("sub_issue", True, False, False, (), None, "Number of the part."),
        ("sub_repo", False, False, False, (), None, "Repository of that issue, as OWNER/NAME, if it is another one."),
    ),
    "issues.reopen": (
        ("repo", True, True, False, (), None, "Repository that the issue is in, as OWNER/NAME."),
        ("issue_number", True, False, False, (), None, "Number of the issue."),
    ),
    "issues.reprioritize_sub_issue": (
        ("repo", True, True, False, (), None, "Repository that the issue is in, as OWNER/NAME."),
        ("issue_number", True, False, False, (), None, "Number of the issue."),
        ("sub_issue", True, False, False, (), None, "Number of the part."),
        ("sub_repo", False, False, False, (), None, "Repository of that issue, as OWNER/NAME, if it is another one."),
        ("after_issue", False, False, False, (), None, "Number of the part behind which to move it."),
        ("before_issue", False, False, False, (), None, "Number of the part before which to move it, if it is not moved behind one."),
        ("beside_repo", False, False, False, (), None, "Repository of that issue, as OWNER/NAME, if it is another one."),
    ),
    "issues.set_field_values": (
        ("repo", True, True, False, (), None, "Repository that the issue is in, as OWNER/NAME."),
        ("issue_number", True, False, False, (), None, "Number of the issue."),
        ("issue_field_values", True, False, True, (), None, "Values of fields; what is not among them is taken away. Each is a JSON object: {field_id, value}."),
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
    "teams.add_repo": (
        ("org", True, False, False, (), None, "Organization that the team is in."),
        ("team_slug", True, False, False, (), None, "Team, as its address has it."),
        ("repo", True, True, False, (), None, "Repository to give it, as OWNER/NAME."),
        ("permission", False, False, False, ("pull", "triage", "push", "maintain", "admin"), None, "What its members may do there; GitHub takes the usual one of the team if it is left out."),
    ),
    "users.get_me": (),
}
