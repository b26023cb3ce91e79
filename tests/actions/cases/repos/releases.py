"""The cases of actions on releases."""

from aegis_cli.providers.github.nouns.repos.releases import GenerateNotes
from tests.actions.case import Case

CASES = (
    Case(
        GenerateNotes(repo="acme/web", tag_name="v2.0"),
        sends="POST /repos/acme/web/releases/generate-notes",
        body={"tag_name": "v2.0"},
        said="draft the release notes for v2.0 in acme/web",
        more={
            "previous_tag_name": "v1.9",
            "target_commitish": "release/2.x",
            "configuration_file_path": ".github/release.yml",
        },
        answer={
            "name": "v2.0",
            "body": (
                "## What's Changed\r\n* Fix the footer links by @alice in "
                "https://github.com/acme/web/pull/10\r\n\r\n"
                "**Full Changelog**: https://github.com/acme/web/compare/v1.9...v2.0"
            ),
        },
    ),
)
