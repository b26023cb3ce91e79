"""Which function answers which operation."""

from collections.abc import Mapping

from aegis_cli.sandbox.jira import (
    comments,
    issues,
    links,
    people,
    projects,
    searches,
    sprints,
    transitions,
)
from aegis_cli.sandbox.jira.call import Handler

FUNCTIONS: Mapping[str, Handler] = {
    "getCurrentUser": people.get_me,
    "getUser": people.get_user,
    "findAssignableUsers": people.find_assignable,
    "searchProjects": projects.search_projects,
    "getProject": projects.get_project,
    "getCreateIssueMetaIssueTypes": projects.list_types,
    "getCreateIssueMetaIssueTypeId": projects.list_fields,
    "searchAndReconsileIssuesUsingJql": searches.search_issues,
    "countIssues": searches.count_issues,
    "getIssue": issues.get_issue,
    "createIssue": issues.create_issue,
    "editIssue": issues.edit_issue,
    "assignIssue": issues.assign_issue,
    "deleteIssue": issues.delete_issue,
    "getChangeLogs": issues.list_changes,
    "getTransitions": transitions.list_transitions,
    "doTransition": transitions.do_transition,
    "getComments": comments.list_comments,
    "addComment": comments.add_comment,
    "updateComment": comments.update_comment,
    "deleteComment": comments.delete_comment,
    "addWorklog": comments.add_worklog,
    "addWatcher": comments.add_watcher,
    "getIssueLinkTypes": links.list_types,
    "linkIssues": links.add_link,
    "deleteIssueLink": links.remove_link,
    "createOrUpdateRemoteIssueLink": links.add_remote_link,
    "getAllBoards": sprints.list_boards,
    "getBoard": sprints.get_board,
    "getAllSprints": sprints.list_sprints,
    "getSprint": sprints.get_sprint,
    "getIssuesForSprint": sprints.list_issues,
    "moveIssuesToSprintAndRank": sprints.move_issues,
    "partiallyUpdateSprint": sprints.update_sprint,
}
"""By the name of the operation; one that nobody wrote answers 501."""
