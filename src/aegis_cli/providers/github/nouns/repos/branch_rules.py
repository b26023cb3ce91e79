"""The rules that rulesets set for a branch."""

from typing import Any, ClassVar

from aegis_cli.actions.fields.field_types import Limit
from aegis_cli.actions.results.templates import pick, text_at
from aegis_cli.actions.results.views import Column, Listing
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import Branch, RepoName
from aegis_cli.providers.github.resources import Resource

_NAMES = ("context", "environment", "path", "tool", "name", "type")
"""Where an object of a rule has its name, the first that it has."""


def _what_of(rule: Any) -> str:
    return text_at(rule, "type").replace("_", " ")


def _demands_of(rule: Any) -> str:
    """Return what a rule demands: its parameters that say something."""
    told = pick(rule, "parameters")
    named = told.items() if isinstance(told, dict) else ()
    return "; ".join(_words_of(name.replace("_", " "), value) for name, value in named if value)


def _words_of(name: str, value: Any) -> str:
    if value is True:
        return name
    several = value if isinstance(value, list) else [value]
    return f"{name}: {', '.join(map(_name_of, several))}"


def _name_of(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    return next((text_at(value, key) for key in _NAMES if key in value), ", ".join(value))


class BranchRule(Resource):
    """A rule of a ruleset that holds for a branch."""

    listing: ClassVar = Listing(
        "rule|rules",
        columns=(
            Column("RULE", _what_of, style="bold"),
            Column("DEMANDS", _demands_of, flexible=True),
            Column("RULESET OF", "{ruleset_source}", style="grey"),
        ),
        piped=("{type}", _demands_of, "{ruleset_source_type}", "{ruleset_source}", "{ruleset_id}"),
    )

    type: str
    parameters: dict[str, Any] | None = None
    ruleset_source_type: str | None = None
    """Whose ruleset it is of: the repository's, or its organisation's."""
    ruleset_source: str | None = None
    ruleset_id: int | None = None


class ListBranchRules(
    GitHubAction[list[BranchRule]],
    op="repos/get-branch-rules",
    action="branches.list_rules",
    says="List the rules for the branch {branch!r} of {repo}",
    view=BranchRule.listing.table("for {branch} of {repo}"),
    utterances=(
        "SHOW? the rules of|on|for branch? {branch}",
        "SHOW? the branch_rules|ruleset_rules of|on|for branch? {branch}",
        "which|what rules hold|apply for|to|on branch? {branch}",
    ),
):
    """List the rules that rulesets set for a branch; its protection is another thing."""

    repo: RepoName
    """Repository that the branch is in, as OWNER/NAME."""

    branch: Branch
    """Branch whose rules to list."""

    limit: Limit = 30
