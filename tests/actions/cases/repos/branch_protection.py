"""The cases of actions on the protection of branches."""

from aegis_cli.providers.github.nouns.repos.branch_protection import (
    DeleteProtection,
    GetProtection,
    SetProtection,
)
from tests.actions.case import Case

_PROTECTION = {
    "url": "https://api.github.com/repos/acme/web/branches/release/1.x/protection",
    "required_status_checks": {"strict": True, "contexts": ["CI", "build / test"], "checks": []},
    "required_pull_request_reviews": {
        "dismiss_stale_reviews": True,
        "require_code_owner_reviews": False,
        "required_approving_review_count": 1,
    },
    "restrictions": {"users": [{"login": "alice"}], "teams": [{"slug": "core"}], "apps": []},
    "enforce_admins": {"enabled": True},
    "required_linear_history": {"enabled": True},
    "allow_force_pushes": {"enabled": False},
}

CASES = (
    Case(
        GetProtection(repo="acme/web", branch="release/1.x"),
        sends="GET /repos/acme/web/branches/release%2F1.x/protection",
        said="show the protection of the branch release/1.x in acme/web",
        answer=_PROTECTION,
        in_sandbox={"acme/web": "mona/scratch"},
    ),
    Case(
        SetProtection(repo="acme/web", branch="release/1.x", approvals=2, checks=("CI",)),
        sends="PUT /repos/acme/web/branches/release%2F1.x/protection",
        body={
            "required_status_checks": {"contexts": ["CI"], "strict": False},
            "required_pull_request_reviews": {"required_approving_review_count": 2},
            "restrictions": None,
            "enforce_admins": False,
        },
        said="protect the branch release/1.x of acme/web requiring 2 approvals and the check CI",
        more={"strict": True, "users": ["alice"], "teams": ["core"], "enforce_admins": True},
        body_more={
            "required_status_checks": {"contexts": ["CI"], "strict": True},
            "required_pull_request_reviews": {"required_approving_review_count": 2},
            "restrictions": {"users": ["alice"], "teams": ["core"]},
            "enforce_admins": True,
        },
        answer={"url": "https://api.github.com/repos/acme/web/branches/release/1.x/protection"},
        target=_PROTECTION,
        in_sandbox={"acme/web": "acme/website"},
    ),
    Case(
        DeleteProtection(repo="acme/web", branch="release/1.x"),
        sends="DELETE /repos/acme/web/branches/release%2F1.x/protection",
        said="remove the protection of the branch release/1.x in acme/web",
        target=_PROTECTION,
        in_sandbox={"acme/web": "mona/dotfiles"},
    ),
)
