"""The templates of suggestions, as data: one full sentence for each action.

`{field=words}` is the value of the field, or else these words. A part in square brackets is left
out unless all of its fields have values. A form that needs a field can have its own template.
"""

_LIST = "[ sorted by {sort}][ {direction} first]"

EXAMPLES = {
    "users.get_me": "who am i",
    "rate_limit.get": "show my rate limit",
    "repos.list_mine": "list my[ {limit}][ {visibility}] repos" + _LIST,
    "repos.get": "show {repo}",
    "repos.create": (
        "create a {private=private} repo named {name=demo}[ with description {description}]"
        "[ with {auto_init}]"
    ),
    "repos.delete": "delete the repo {repo}",
    "repos.list_languages": "show the languages of {repo}",
    "stats.contributors": "show the contributors of {repo}",
    "stats.commit_activity": "show the commit activity of {repo}",
    "stats.participation": "show the participation in {repo}",
    "issues.list": (
        "list[ {limit}][ {state}] issues in {repo}[ labelled {labels}][ assigned to {assignee}]"
        "[ opened by {creator}][ mentioning {mentioned}]" + _LIST
    ),
    "issues.get": "show {issue_number}",
    "issues.create": (
        "open an issue in {repo} titled {title='A title'}[ with body {body}]"
        "[ labelled {labels}][ assigned to {assignees}]"
    ),
    "issues.update": "change the title of {issue_number} to {title='A title'}",
    "issues.update.body": "change the body of {issue_number} to {body='A description'}",
    "issues.update.labels": "set the labels of {issue_number} to {labels=bug}",
    "issues.update.assignees": "set the assignees of {issue_number} to {assignees=me}",
    "issues.close": "close {issue_number}[ as {state_reason}]",
    "issues.reopen": "reopen {issue_number}",
    "issues.add_comment": "comment {body='A comment'} on {issue_number}",
    "issues.list_comments": "show the[ first {limit}] comments on {issue_number}",
    "issues.add_labels": "label {issue_number} {labels=bug}",
    "issues.remove_label": "remove the label {name=bug} from {issue_number}",
    "issues.add_assignees": "assign {assignees=me} to {issue_number}",
    "labels.list": "list the[ first {limit}] labels of {repo}",
    "pulls.list": (
        "list[ {limit}][ {state}] pull requests in {repo}[ from branch {head}][ into {base}]"
        + _LIST
    ),
}
