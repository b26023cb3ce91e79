"""The case of the action that makes a repository from a template."""

from aegis_cli.providers.github.nouns.repos.repo_templates import CreateFromTemplate
from tests.actions.case import Case
from tests.actions.cases.repos.repos import PRIVATE, repository

CASES = (
    Case(
        CreateFromTemplate(repo="acme/web", name="demo"),
        sends="POST /repos/acme/web/generate",
        body={"name": "demo", "private": True},
        said="create a repo named demo from the template acme/web",
        more={
            "description": "It tries things.",
            "private": False,
            "owner": "octo-org",
            "include_all_branches": True,
        },
        answer=repository(
            "demo", full_name="mona/demo", html_url="https://github.com/mona/demo", **PRIVATE
        ),
        in_sandbox={"acme/web": "acme/website"},
    ),
)
