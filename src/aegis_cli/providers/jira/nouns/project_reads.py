"""Actions that show projects."""

from typing import Annotated

from pydantic import StringConstraints

from aegis_cli.actions.fields.field_types import Limit
from aegis_cli.actions.fields.kinds import Kind, Role
from aegis_cli.actions.results.views import Card
from aegis_cli.providers.jira.jira_action import JiraAction
from aegis_cli.providers.jira.jira_types import ProjectKey
from aegis_cli.providers.jira.resources import Project


class SearchProjects(
    JiraAction[list[Project]],
    op="searchProjects",
    action="jira.projects.search",
    envelope="values",
    everywhere=True,
    says="List the projects",
    utterances=(
        "SHOW my? jira_projects [called|named|about {query}]",
        "SHOW? my? projects in|at|of jira",
    ),
):
    """List the projects that you can see."""

    query: (
        Annotated[
            str,
            Kind(role=Role.TARGET, reads="quote", noun="name", example="Website"),
            StringConstraints(min_length=1, max_length=100),
        ]
        | None
    ) = None
    """Only those whose name or key has this."""
    limit: Limit = 50


class GetProject(
    JiraAction[Project],
    op="getProject",
    asks={"expand": "lead,issueTypes"},
    action="jira.projects.get",
    says="Show the project {project}",
    view=Card(
        heading="{name}",
        reference="{key}",
        facts=(
            ("Lead", "{lead.displayName}"),
            ("Kind", "{projectTypeKey}"),
            ("Private", "{isPrivate}"),
            ("Types", "{issueTypes.name}"),
        ),
    ),
    utterances=("SHOW the project|jira_project {project:itself}",),
):
    """Show a project, and which types of tickets it has."""

    project: ProjectKey
    """Project, as PROJ."""
