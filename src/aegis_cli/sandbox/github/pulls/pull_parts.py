"""The operations on the files, checks and requested reviewers of a pull request."""

from collections.abc import Iterable
from functools import partial

from aegis_cli.sandbox.github.api import errors, queries, reach
from aegis_cli.sandbox.github.api.bodies import check_body
from aegis_cli.sandbox.github.api.call import Call, Reply
from aegis_cli.sandbox.github.description.live_permissions import OF_A_TEAM, permission_when
from aegis_cli.sandbox.github.issues.issue_fields import assignable
from aegis_cli.sandbox.github.people.teams import team
from aegis_cli.sandbox.github.pulls import pull_shapes
from aegis_cli.sandbox.github.pulls.pull_target import Target, target
from aegis_cli.sandbox.github.world.person import Person
from aegis_cli.sandbox.github.world.world import Role


def list_files(call: Call) -> Reply:
    """List what a pull request changes, file by file."""
    at = target(call)
    shape = partial(pull_shapes.file, call, at.repo, at.pull.head_sha)
    return queries.page_of(call, at.pull.files, shape)


def list_check_runs(call: Call) -> Reply:
    """List the check runs of a commit or of a branch."""
    repo = call.repo
    ref: str = call.params["ref"].removeprefix("heads/")
    branch = repo.branches.get(ref)
    sha = branch.sha if branch else ref
    runs = [pull_shapes.check_run(call, repo, each) for each in repo.checks if each.sha == sha]
    wanted = [run for run in runs if call.query.get("status") in {None, run["status"]}]
    return queries.page_with_total(call, wanted, dict, key="check_runs")


def list_reviewers(call: Call) -> Reply:
    """List the people and teams that are asked to review."""
    at = target(call)
    return Reply({"users": at.pull.reviewers, "teams": pull_shapes.teams(call, at.repo, at.pull)})


def add_reviewers(call: Call) -> Reply:
    """Ask people and teams to review; nobody is asked twice."""
    at = target(call, least=Role.WRITE)
    people, teams = _sent_reviewers(at)
    if at.issue.author in people:
        raise errors.Refusal(422, "Review cannot be requested from pull request author.")
    return _asking(at, (*at.pull.reviewers, *people), (*at.pull.teams, *teams))


def remove_reviewers(call: Call) -> Reply:
    """Ask people and teams no longer."""
    at = target(call, least=Role.WRITE)
    people, teams = _sent_reviewers(at)
    reviewers = (person for person in at.pull.reviewers if person not in people)
    return _asking(at, reviewers, (slug for slug in at.pull.teams if slug not in teams))


def _sent_reviewers(at: Target) -> tuple[list[Person], list[str]]:
    body = check_body(at.call)
    logins, slugs = body.get("reviewers", []), body.get("team_reviewers", [])
    people = [person for login in logins if (person := assignable(at.call, at.repo, login))]
    if len(people) < len(logins) or not at.repo.teams.keys() >= set(slugs):
        message = (
            "Reviews may only be requested from collaborators. One or more of the users or teams "
            f"you specified is not a collaborator of the {at.repo.full_name} repository."
        )
        raise errors.Refusal(422, message)
    _require_readable(at, slugs)
    return people, slugs


def _require_readable(at: Target, slugs: list[str]) -> None:
    """Refuse teams that the token cannot read, as if their ids were of nothing."""
    call, owner = at.call, at.repo.owner.login
    if slugs and not reach.holds(call, at.repo, permission_when(call.operation.id, OF_A_TEAM)):
        number = team(call, owner, call.world.teams[owner][slugs[0]])["node_id"]
        told = f"Could not resolve to a node with the global id of '{number}'."
        raise errors.Refusal(422, "Validation Failed", errors=[told])


def _asking(at: Target, people: Iterable[Person], teams: Iterable[str]) -> Reply:
    asked = {"reviewers": tuple(dict.fromkeys(people)), "teams": tuple(dict.fromkeys(teams))}
    issue = at.change(**asked)
    data = pull_shapes.pull_request(at.call, at.repo, issue)
    return Reply(data, at.call.operation.status)
