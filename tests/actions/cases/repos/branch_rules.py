"""The case of the rules for a branch."""

from aegis_cli.providers.github.nouns.repos.branch_rules import ListBranchRules
from tests.actions.case import Case

_ACME = {"ruleset_source_type": "Organization", "ruleset_source": "acme", "ruleset_id": 73}
_WEB = {"ruleset_source_type": "Repository", "ruleset_source": "acme/web", "ruleset_id": 42}

CASES = (
    Case(
        ListBranchRules(repo="acme/web", branch="main"),
        sends="GET /repos/acme/web/rules/branches/main?per_page=30",
        said="list the rules for the branch main in acme/web",
        more={"branch": "release/1.x", "limit": 1000},
        sends_more="GET /repos/acme/web/rules/branches/release%2F1.x?per_page=100",
        answer=[
            {"type": "deletion", **_ACME},
            {
                "type": "pull_request",
                **_WEB,
                "parameters": {
                    "required_approving_review_count": 2,
                    "dismiss_stale_reviews_on_push": True,
                    "require_code_owner_review": False,
                    "allowed_merge_methods": ["squash", "rebase"],
                },
            },
            {
                "type": "required_status_checks",
                **_WEB,
                "parameters": {
                    "strict_required_status_checks_policy": False,
                    "required_status_checks": [
                        {"context": "build / test", "integration_id": 15368},
                        {"context": "li\x1b[2Jnt"},
                    ],
                },
            },
        ],
    ),
)
