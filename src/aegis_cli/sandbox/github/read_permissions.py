"""The permission of a read that the sandbox only documents, by its path.

Source: docs.github.com/rest/authentication/permissions-required-for-github-apps.
"""

import re

ANYBODY = "allows_permissionless_access=true"
"""The permission of an operation that every token may use."""
NOBODY = ""
"""The permission of an operation that no token of an App may use."""

_EITHER = "issues=read; pull_requests=read"
_READS = (
    (r"/(advisories|gists|meta)\b.*|/search/users|/user/orgs", ANYBODY),
    (r"/users/[^/]+(/followers|/following|/gists|/orgs)?|/orgs/[^/]+", ANYBODY),
    (r"(/repos/.*)?/notifications\b.*|/users/[^/]+/projectsV2.*|/users/.*/events.*", NOBODY),
    (r".*/starred\b.*", "starring=read"),
    (r"/orgs/[^/]+/projectsV2.*", "organization_projects=read"),
    (r"/orgs/[^/]+/issue-types", "issue_types=read"),
    (r"/orgs/[^/]+/issue-fields", "issue_fields=read"),
    (r"/orgs/[^/]+/security-advisories", "repository_advisories=write"),
    (r"/orgs/[^/]+/(members|memberships|teams)\b.*|/user/teams", "members=read"),
    (r"/agents/.*", "agent_tasks=read"),
    (r".*/actions/secrets\b.*", "secrets=read"),
    (r".*/actions/variables\b.*", "actions_variables=read"),
    (r".*/(actions|environments)\b.*", "actions=read"),
    (r".*/branches/[^/]+/protection|.*/(invitations|keys|traffic)\b.*", "administration=read"),
    (r".*/commits/[^/]+/pulls", "pull_requests=read"),
    (r".*/check-runs\b.*", "checks=read"),
    (r".*/commits/[^/]+/status", "statuses=read"),
    (r".*/pulls/[^/]+", "pull_requests=read; contents=read"),
    (r".*/pulls\b.*|/search/issues", "pull_requests=read"),
    (r".*/issues/[^/]+/(comments|events|timeline|labels)", _EITHER),
    (r".*/(labels|milestones|assignees)\b.*", _EITHER),
    (r".*/issues\b.*", "issues=read"),
    (r".*}/rules/.*", "metadata=read"),
    (r".*}/(branches|commits|compare|contents|git|readme|releases)\b.*", "contents=read"),
    (r".*/code-quality\b.*", "code_quality=read"),
    (r".*/code-scanning\b.*", "security_events=read"),
    (r".*/dependabot\b.*", "vulnerability_alerts=read"),
    (r".*/deployments", "deployments=read"),
    (r".*/hooks", "repository_hooks=read"),
    (r".*/secret-scanning\b.*", "secret_scanning_alerts=read"),
    (r".*/security-advisories\b.*", "repository_advisories=read"),
)


def to_read(path: str) -> str:
    """Return the permission that a read needs; `path` is that of the description."""
    known = (permission for pattern, permission in _READS if re.fullmatch(pattern, path))
    return next(known, "metadata=read")
