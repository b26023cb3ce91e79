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
    "issues.add_sub_issue": (
        ("repo", True, True, False, (), None, "Repository that the issue is in, as OWNER/NAME."),
        ("issue_number", True, False, False, (), None, "Number of the issue."),
        ("sub_issue", True, False, False, (), None, "Number of the issue that becomes its part."),
        ("sub_repo", False, False, False, (), None, "Repository of that part, as OWNER/NAME, if it is another one."),
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
        ("milestone", False, False, False, (), None, "Title or number of the milestone to put it into."),
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
        ("milestone", False, False, False, (), None, "Only those in the milestone with this title or number."),
        ("sort", False, False, False, ("created", "updated", "comments"), None, "What to sort by; GitHub sorts by creation unless told otherwise."),
        ("direction", False, False, False, ("asc", "desc"), None, "Which end comes first."),
        ("limit", False, False, False, (), "30", "How many issues to show at most."),
    ),
    "issues.list_assignees": (
        ("repo", True, True, False, (), None, "Repository whose people to list, as OWNER/NAME."),
        ("limit", False, False, False, (), "30", "How many people to show at most."),
    ),
    "issues.list_comments": (
        ("repo", True, True, False, (), None, "Repository that the issue is in, as OWNER/NAME."),
        ("issue_number", True, False, False, (), None, "Number of the issue or pull request."),
        ("limit", False, False, False, (), "30", "How many comments to show at most."),
    ),
    "issues.list_labels": (
        ("repo", True, True, False, (), None, "Repository that the issue is in, as OWNER/NAME."),
        ("issue_number", True, False, False, (), None, "Number of the issue or pull request."),
        ("limit", False, False, False, (), "30", "How many labels to show at most."),
    ),
    "issues.remove_assignees": (
        ("repo", True, True, False, (), None, "Repository that the issue is in, as OWNER/NAME."),
        ("issue_number", True, False, False, (), None, "Number of the issue or pull request."),
        ("assignees", True, False, True, (), None, "People to take off; @me is you."),
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
    "issues.set_labels": (
        ("repo", True, True, False, (), None, "Repository that the issue is in, as OWNER/NAME."),
        ("issue_number", True, False, False, (), None, "Number of the issue or pull request."),
        ("labels", True, False, True, (), None, "The labels it has from now on; all others are taken off."),
    ),
    "issues.update": (
        ("repo", True, True, False, (), None, "Repository that the issue is in, as OWNER/NAME."),
        ("issue_number", True, False, False, (), None, "Number of the issue."),
        ("title", False, False, False, (), None, "The new title."),
        ("body", False, False, False, (), None, "The new description, in Markdown; it replaces the old one."),
        ("labels", False, False, True, (), None, "The labels it has from now on; they replace those it had."),
        ("assignees", False, False, True, (), None, "The people it is assigned to from now on; they replace those before."),
        ("milestone", False, False, False, (), None, "Title or number of the milestone it is in from now on. @none takes it away."),
    ),
    "labels.create": (
        ("repo", True, True, False, (), None, "Repository to define it in, as OWNER/NAME."),
        ("name", True, False, False, (), None, "Name of the new label."),
        ("color", False, False, False, (), None, "How it looks, in six hexadecimal digits such as d73a4a; GitHub chooses one if left out."),
        ("description", False, False, False, (), None, "What it is for."),
    ),
    "labels.delete": (
        ("repo", True, True, False, (), None, "Repository that defines it, as OWNER/NAME."),
        ("name", True, False, False, (), None, "Label to delete."),
    ),
    "labels.get": (
        ("repo", True, True, False, (), None, "Repository that defines it, as OWNER/NAME."),
        ("name", True, False, False, (), None, "Label to show."),
    ),
    "labels.list": (
        ("repo", True, True, False, (), None, "Repository whose labels to list, as OWNER/NAME."),
        ("limit", False, False, False, (), "30", "How many labels to show at most."),
    ),
    "labels.update": (
        ("repo", True, True, False, (), None, "Repository that defines it, as OWNER/NAME."),
        ("name", True, False, False, (), None, "Label to change."),
        ("new_name", False, False, False, (), None, "What it is called from now on."),
        ("color", False, False, False, (), None, "How it looks from now on, in six hexadecimal digits such as d73a4a."),
        ("description", False, False, False, (), None, "What it is for from now on."),
    ),
    "milestones.create": (
        ("repo", True, True, False, (), None, "Repository to create it in, as OWNER/NAME."),
        ("title", True, False, False, (), None, "What it is called."),
        ("description", False, False, False, (), None, "What it is for."),
        ("due_on", False, False, False, (), None, "The day it is due, as in 2026-12-31."),
    ),
    "milestones.delete": (
        ("repo", True, True, False, (), None, "Repository that it is in, as OWNER/NAME."),
        ("milestone", True, False, False, (), None, "Title or number of the milestone."),
    ),
    "milestones.get": (
        ("repo", True, True, False, (), None, "Repository that it is in, as OWNER/NAME."),
        ("milestone", True, False, False, (), None, "Title or number of the milestone."),
    ),
    "milestones.list": (
        ("repo", True, True, False, (), None, "Repository whose milestones to list, as OWNER/NAME."),
        ("state", False, False, False, ("open", "closed", "all"), None, "Only those in this state; GitHub shows open ones unless told otherwise."),
        ("milestone", False, False, False, (), None, "Only the one with this title or number, whatever its state."),
        ("sort", False, False, False, ("due_on", "completeness"), None, "What to sort by; GitHub sorts by the day they are due unless told otherwise."),
        ("direction", False, False, False, ("asc", "desc"), None, "Which end comes first."),
        ("limit", False, False, False, (), "30", "How many milestones to show at most."),
    ),
    "milestones.update": (
        ("repo", True, True, False, (), None, "Repository that it is in, as OWNER/NAME."),
        ("milestone", True, False, False, (), None, "Title or number of the milestone."),
        ("title", False, False, False, (), None, "What it is called from now on."),
        ("description", False, False, False, (), None, "What it is for from now on."),
        ("due_on", False, False, False, (), None, "The day it is due from now on, as in 2026-12-31."),
        ("state", False, False, False, ("open", "closed"), None, "Whether it is still worked on."),
    ),
    "pulls.create": (
        ("repo", True, True, False, (), None, "Repository to open it in, as OWNER/NAME."),
        ("title", True, False, False, (), None, "What it is about, in one line."),
        ("head", True, False, False, (), None, "Branch with the commits, as BRANCH, or OWNER:BRANCH of a fork."),
        ("base", True, False, False, (), None, "Branch that they are to go into."),
        ("body", False, False, False, (), None, "What changes and why, in Markdown."),
        ("draft", False, False, False, ("true", "false"), None, "Whether it is not ready for review yet."),
    ),
    "pulls.get": (
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
    "pulls.merge": (
        ("repo", True, True, False, (), None, "Repository that the pull request is in, as OWNER/NAME."),
        ("pull_number", True, False, False, (), None, "Number of the pull request."),
        ("merge_method", False, False, False, ("merge", "squash", "rebase"), None, "How its commits come into the base branch; GitHub makes a merge commit unless told so."),
        ("commit_title", False, False, False, (), None, "First line of the commit; GitHub writes one unless told otherwise."),
        ("commit_message", False, False, False, (), None, "Rest of the message of the commit."),
    ),
    "rate_limit.get": (),
    "releases.generate_notes": (
        ("repo", True, True, False, (), None, "Repository that the release is of, as OWNER/NAME."),
        ("tag_name", True, False, False, (), None, "Tag of the release; it need not exist yet."),
        ("previous_tag_name", False, False, False, (), None, "Tag of the release before; GitHub takes the newest one unless told otherwise."),
        ("target_commitish", False, False, False, (), None, "Branch or commit that a new tag would stand at; GitHub takes the default branch."),
        ("configuration_file_path", False, False, False, (), None, "File in the repository that says how notes are grouped, such as .github/release.yml."),
    ),
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
    "review_threads.list": (
        ("repo", True, True, False, (), None, "Repository that the pull request is in, as OWNER/NAME."),
        ("pull_number", True, False, False, (), None, "Number of the pull request."),
        ("comment", False, False, False, (), None, "Only the thread that has this comment."),
        ("resolved", False, False, False, ("true", "false"), None, "Only threads that are resolved, or only those that are not."),
        ("limit", False, False, False, (), "30", "How many threads to show at most."),
    ),
    "review_threads.resolve": (
        ("repo", True, True, False, (), None, "Repository that the pull request is in, as OWNER/NAME."),
        ("pull_number", True, False, False, (), None, "Number of the pull request."),
        ("comment", True, False, False, (), None, "Id of a comment in the thread."),
    ),
    "reviews.create": (
        ("repo", True, True, False, (), None, "Repository that the pull request is in, as OWNER/NAME."),
        ("pull_number", True, False, False, (), None, "Number of the pull request."),
        ("event", False, False, False, ("APPROVE", "REQUEST_CHANGES", "COMMENT"), None, "What you decide; without it the review is pending, and only you see it."),
        ("body", False, False, False, (), None, "What to say of the whole, in Markdown; needed unless you approve."),
        ("comments", False, False, True, (), None, "What to say of single lines. Each is a JSON object: {path, line, body, side?=LEFT|RIGHT, start_line?, start_side?=LEFT|RIGHT}."),
    ),
    "runs.list": (
        ("repo", True, True, False, (), None, "Repository whose runs to list, as OWNER/NAME."),
        ("status", False, False, False, ("completed", "action_required", "cancelled", "failure", "neutral", "skipped", "stale", "success", "timed_out", "in_progress", "queued", "requested", "waiting", "pending"), None, "Only those that are so far, or ended so."),
        ("branch", False, False, False, (), None, "Only those of this branch."),
        ("event", False, False, False, (), None, "Only those that this started, such as push or pull_request."),
        ("actor", False, False, False, (), None, "Only those that this person started; @me is you."),
        ("limit", False, False, False, (), "30", "How many runs to show at most."),
    ),
    "runs.rerun": (
        ("repo", True, True, False, (), None, "Repository that the run is in, as OWNER/NAME."),
        ("run_id", True, False, False, (), None, "The run, by its id."),
        ("enable_debug_logging", False, False, False, ("true", "false"), None, "Whether its logs say more than usual."),
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
