"""Every action in a few words. Generated: run `python -m tools.generate`."""

# ruff: noqa: E501
# fmt: off

ROWS: tuple[tuple[str, str, str, str, str, str], ...] = (
    ("branches.delete", "aegis_cli.providers.github.nouns.branches", "DeleteBranch", "destructive", "branches.delete(repo, branch)", "Delete a branch; its open pull requests are closed."),
    ("branches.get", "aegis_cli.providers.github.nouns.branches", "GetBranch", "read", "branches.get(repo, branch)", "Show a branch with its last commit."),
    ("branches.set_protection", "aegis_cli.providers.github.nouns.branches", "SetProtection", "write", "branches.set_protection(repo, branch, checks[]?|@none, strict?=true|false|@none, approvals?|@none, users[]?|@none, teams[]?|@none, enforce_admins?=true|false)", "Protect a branch; this replaces whatever protected it before."),
    ("files.get", "aegis_cli.providers.github.nouns.repo_files", "GetFile", "read", "files.get(repo, path, ref?)", "Show a file."),
    ("files.put", "aegis_cli.providers.github.nouns.repo_files", "PutFile", "write", "files.put(repo, path, content, message, branch?)", "Write a file with a commit, whether it is there yet or not."),
    ("issues.add_assignees", "aegis_cli.providers.github.nouns.issue_parts", "AddAssignees", "write", "issues.add_assignees(repo, issue_number, assignees[])", "Assign people to an issue or a pull request, beside those it has."),
    ("issues.add_comment", "aegis_cli.providers.github.nouns.issue_parts", "AddComment", "write", "issues.add_comment(repo, issue_number, body)", "Comment on an issue or a pull request."),
    ("issues.add_labels", "aegis_cli.providers.github.nouns.issue_parts", "AddLabels", "write", "issues.add_labels(repo, issue_number, labels[])", "Add labels to an issue or a pull request, beside those it has."),
    ("issues.close", "aegis_cli.providers.github.nouns.issue_changes", "CloseIssue", "write", "issues.close(repo, issue_number, state_reason?=completed|not_planned|duplicate)", "Close an issue."),
    ("issues.create", "aegis_cli.providers.github.nouns.issues", "CreateIssue", "write", "issues.create(repo, title, body?, labels[]?, assignees[]?)", "Open an issue in a repository."),
    ("issues.get", "aegis_cli.providers.github.nouns.issues", "GetIssue", "read", "issues.get(repo, issue_number)", "Show one issue with its description."),
    ("issues.list", "aegis_cli.providers.github.nouns.issues", "ListIssues", "read", "issues.list(repo, state?=open|closed|all, labels[]?, assignee?, creator?, mentioned?, sort?=created|updated|comments, direction?=asc|desc, limit?)", "List the issues of a repository, without its pull requests."),
    ("issues.list_comments", "aegis_cli.providers.github.nouns.issue_parts", "ListComments", "read", "issues.list_comments(repo, issue_number, limit?)", "List the comments on an issue or a pull request."),
    ("issues.list_mine", "aegis_cli.providers.github.nouns.searches", "ListMyIssues", "read", "issues.list_mine(filter?=assigned|created|mentioned|subscribed|repos|all, state?=open|closed|all, labels[]?, sort?=created|updated|comments, direction?=asc|desc, limit?)", "List the issues that are assigned to you, or are yours otherwise, in all repositories."),
    ("issues.remove_label", "aegis_cli.providers.github.nouns.issue_parts", "RemoveLabel", "write", "issues.remove_label(repo, issue_number, name)", "Take a label off an issue or a pull request."),
    ("issues.reopen", "aegis_cli.providers.github.nouns.issue_changes", "ReopenIssue", "write", "issues.reopen(repo, issue_number)", "Open a closed issue again."),
    ("issues.search", "aegis_cli.providers.github.nouns.searches", "SearchIssues", "read", "issues.search(words?, repo?, owner?, author?, assignee?, mentions?, involves?, labels[]?, milestone?, where?=title|body|comments, visibility?=public|private, created_since?, updated_since?, sort?=created|updated|comments, direction?=asc|desc, limit?, state?=open|closed)", "Search for issues by their text and by who and what they are about."),
    ("issues.update", "aegis_cli.providers.github.nouns.issue_changes", "UpdateIssue", "write", "issues.update(repo, issue_number, title?, body?, labels[]?, assignees[]?)", "Change the title or the description of an issue, or replace all its labels or assignees."),
    ("labels.list", "aegis_cli.providers.github.nouns.labels", "ListLabels", "read", "labels.list(repo, limit?)", "List the labels that a repository defines."),
    ("pulls.list", "aegis_cli.providers.github.nouns.pulls", "ListPulls", "read", "pulls.list(repo, state?=open|closed|all, head?, base?, sort?=created|updated|popularity|long-running, direction?=asc|desc, limit?)", "List the pull requests of a repository."),
    ("pulls.search", "aegis_cli.providers.github.nouns.searches", "SearchPulls", "read", "pulls.search(words?, repo?, owner?, author?, assignee?, mentions?, involves?, labels[]?, milestone?, where?=title|body|comments, visibility?=public|private, created_since?, updated_since?, sort?=created|updated|comments, direction?=asc|desc, limit?, state?=open|closed|merged, draft?=true|false)", "Search for pull requests by their text and by who and what they are about."),
    ("rate_limit.get", "aegis_cli.providers.github.nouns.rate_limit", "GetRateLimit", "read", "rate_limit.get()", "Show how many API requests are left in this hour."),
    ("repos.create", "aegis_cli.providers.github.nouns.repos", "CreateRepo", "write", "repos.create(name, description?, private?=true|false, auto_init?=true|false)", "Create a repository in your own account; private unless you say otherwise."),
    ("repos.delete", "aegis_cli.providers.github.nouns.repos", "DeleteRepo", "destructive", "repos.delete(repo)", "Delete a repository for good."),
    ("repos.get", "aegis_cli.providers.github.nouns.repos", "GetRepo", "read", "repos.get(repo)", "Show one repository."),
    ("repos.list_languages", "aegis_cli.providers.github.nouns.repos", "ListLanguages", "read", "repos.list_languages(repo)", "Show which languages a repository is written in, in bytes of code."),
    ("repos.list_mine", "aegis_cli.providers.github.nouns.repos", "ListMyRepos", "read", "repos.list_mine(visibility?=all|public|private, sort?=created|updated|pushed|full_name, direction?=asc|desc, limit?)", "List the repositories that you can reach."),
    ("stats.commit_activity", "aegis_cli.providers.github.nouns.stats", "GetCommitActivity", "read", "stats.commit_activity(repo)", "Show how many commits a repository had in each week of the last year."),
    ("stats.contributors", "aegis_cli.providers.github.nouns.stats", "GetContributors", "read", "stats.contributors(repo)", "Show who committed to a repository, and how much."),
    ("stats.participation", "aegis_cli.providers.github.nouns.stats", "GetParticipation", "read", "stats.participation(repo)", "Compare the weekly commits of everyone with those of the owner."),
    ("users.get_me", "aegis_cli.providers.github.nouns.users", "GetMe", "read", "users.get_me()", "Show who is signed in at GitHub."),
)
