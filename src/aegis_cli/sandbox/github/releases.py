"""The notes of a release, made of the pull requests that were merged."""

from aegis_cli.sandbox.github.bodies import check_body
from aegis_cli.sandbox.github.call import Call, Reply
from aegis_cli.sandbox.github.shapes import page_of, web
from aegis_cli.sandbox.github.world import Role


def generate_notes(call: Call) -> Reply:
    """Return what changed, by the pull requests that were merged; nothing is written."""
    repo = call.repo_for_role(Role.WRITE)
    body = check_body(call)
    tag, former = body["tag_name"], body.get("previous_tag_name")
    merged = [each for each in repo.issues.values() if each.pull and each.pull.merged_at]
    lines = [f"* {each.title} by @{each.author.login} in {page_of(repo, each)}" for each in merged]
    changes = ["## What's Changed", *lines, ""] if lines else []
    since = f"compare/{former}...{tag}" if former else f"commits/{tag}"
    notes = [*changes, f"**Full Changelog**: {web(repo, since)}"]
    return Reply({"name": tag, "body": "\n".join(notes)})
