"""The types of fields that several nouns of GitHub share: the rules for each, and its kind."""

import re
import unicodedata
from dataclasses import replace
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from aegis_cli.actions.fields.field_types import IdNumber, digits
from aegis_cli.actions.fields.kinds import ME, Kind, Role, named_kind, numbered_kind
from aegis_cli.actions.fields.marks import Doc
from aegis_cli.providers.github.repositories import NAME_PATTERN, OWNER, OWNER_PATTERN, REPOSITORY

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,98}[a-z0-9])?", re.ASCII)
_ACCOUNT = re.compile(OWNER_PATTERN, re.ASCII)
_LOGIN = re.compile(rf"@me|{OWNER_PATTERN}(?:\[bot\])?", re.ASCII)


def _login(value: str) -> str:
    name = ME if value.lower() == ME else value.removeprefix("@")
    if not _LOGIN.fullmatch(name):
        raise ValueError("a login has letters, digits and hyphens only")
    return name


def _owner(value: str) -> str:
    if not _ACCOUNT.fullmatch(value):
        raise ValueError("an organisation is a name such as acme")
    return value


def _slug(value: str) -> str:
    if not _SLUG.fullmatch(value):
        raise ValueError("a team is written as in its address, such as web-reviewers")
    return value


def _check_label(value: str) -> str:
    if "," in value or any(unicodedata.category(c) == "Cc" for c in value):
        raise ValueError("a label has no commas and no control characters")
    if not value.strip("/") or not {".", ".."}.isdisjoint(value.split("/")):
        raise ValueError("no path can hold this label")
    return value


def _new_name(value: str) -> str:
    if value in {".", ".."}:
        raise ValueError("a repository cannot have this name")
    return value


def _printable(value: str) -> str:
    if "\x00" in value or any("\ud800" <= char <= "\udfff" for char in value):
        raise ValueError("the text holds a character that GitHub does not accept")
    return value


_PROFILE = (r"@([\w-]+)", r"https?://[^/\s]+/([\w-]+)/?")
"""How an account is written beside its name: as a mention, or as the address of its page."""

RepoName: TypeAlias = Annotated[
    str,
    named_kind(
        "repository",
        "acme/web",
        reads="repository",
        container=REPOSITORY,
        ignores_case=True,
        may_be_me=True,
    ),
    AfterValidator(REPOSITORY.check),
]
NewRepoName: TypeAlias = Annotated[
    str,
    Kind(
        role=Role.TARGET,
        reads="ownerless",
        noun="name",
        question="Give the name, as in named demo.",
        example="demo",
        ignores_case=True,
        cues=("and? with? name|named|called|titled {}",),
    ),
    StringConstraints(pattern=rf"^{NAME_PATTERN}$", max_length=100),
    AfterValidator(_new_name),
]
OwnerName: TypeAlias = Annotated[
    str,
    named_kind(
        "organisation", "acme", reads="person", container=OWNER, ignores_case=True, also=_PROFILE
    ),
    AfterValidator(_owner),
]
TeamSlug: TypeAlias = Annotated[
    str,
    named_kind("team", "reviewers", also=(r"@([\w-]+)", r"@?(?P<owner>[\w-]+)/([\w-]+)")),
    AfterValidator(_slug),
]
_Number: TypeAlias = Annotated[int, BeforeValidator(digits), Field(ge=1, le=2_147_483_647)]
_ISSUE = Kind(
    role=Role.TARGET,
    reads="issues",
    noun="issue",
    question="Say which issue, as in #12 or acme/web#12.",
    example="12",
    inside=REPOSITORY,
    also=("#([0-9]+)",),
)
_PULL_QUESTION = "Say which pull request, as in #12 or acme/web#12."
IssueNumber: TypeAlias = Annotated[_Number, _ISSUE]
PullNumber: TypeAlias = Annotated[
    _Number, replace(_ISSUE, noun="pull request", question=_PULL_QUESTION)
]
Login: TypeAlias = Annotated[
    str,
    Kind(
        role=Role.TARGET,
        reads="person",
        noun="person",
        question="Say who, as in alice or me.",
        example="me",
        ignores_case=True,
        may_be_me=True,
        also=_PROFILE,
    ),
    AfterValidator(_login),
]
LabelName: TypeAlias = Annotated[
    str, StringConstraints(min_length=1, max_length=50), AfterValidator(_check_label)
]
"""What a label may be called; its kind stands beside it."""

Label: TypeAlias = Annotated[
    LabelName,
    named_kind(
        "label",
        *("bug", "'needs triage'"),
        reads="labels",
        ignores_case=True,
        says_plural=True,
        cues=("and? LABELLED with|as? {}", "and? with? LABELS it? with|as? {}"),
    ),
]
RunId: TypeAlias = Annotated[
    IdNumber,
    numbered_kind(
        "run",
        "16000001",
        "Say which run by its id, as in run 16000001; a list of runs shows them.",
        inside=REPOSITORY,
        also=(r"https?://\S+/actions/runs/([0-9]+)(?:[/?#]\S*)?",),
    ),
]
_BRANCH = named_kind("branch", "main", "'feature/x'", has_slashes=True, also=("refs/heads/(.+)",))
_REF = (StringConstraints(min_length=1, max_length=244), AfterValidator(_printable))
Branch: TypeAlias = Annotated[str, _BRANCH, *_REF]
_COMMITS = (
    r"(?:the )?commit ([0-9a-f]{7,40})",
    r"https?://[^/\s]+/[^/\s]+/[^/\s]+/commits?/([0-9a-f]{7,40})",
)
"""How a commit is written beside its name; no branch has such a one."""
CommitRef: TypeAlias = Annotated[str, replace(_BRANCH, also=(*_BRANCH.also, *_COMMITS)), *_REF]

WebAddress: TypeAlias = Annotated[
    str,
    Kind(
        role=Role.TARGET,
        reads="branch",
        noun="address",
        question="Give the address in quotation marks, as in 'https://ci.acme.example/hook'.",
        example="'https://ci.acme.example/hook'",
        has_slashes=True,
    ),
    StringConstraints(max_length=2048, pattern=r"^https?://[^\x00-\x20\x7f]+$"),
]

_BODY = Kind(
    role=Role.PAYLOAD,
    reads="text",
    noun="text",
    question="Give the text in quotation marks, as in 'Thanks'.",
    example="A description",
    cues=(
        "and? with|has? BODY {}",
        "and? with|using|use|from? {:stdin} as|for its? BODY",
        "and? with? BODY is? from|of|on? {:stdin}",
    ),
    takes_stdin=True,
    takes_file=True,
)

# GitHub's own limits: a title has 256 characters, a body 65,536.
Title: TypeAlias = Annotated[
    str,
    Kind(
        role=Role.PAYLOAD,
        reads="text",
        noun="title",
        question="Give the title in quotation marks, as in titled 'Crash on start'.",
        example="A title",
        cues=("and? with? title|TITLED {}",),
        takes_stdin=True,
    ),
    StringConstraints(min_length=1, max_length=256, pattern=r"\S"),
    AfterValidator(_printable),
]
Body: TypeAlias = Annotated[
    str, _BODY, StringConstraints(max_length=65_536), AfterValidator(_printable)
]
CommentBody: TypeAlias = Annotated[
    str,
    replace(_BODY, example="A comment"),
    Doc("What to say, in Markdown."),
    StringConstraints(min_length=1, max_length=65_536, pattern=r"\S"),
    AfterValidator(_printable),
]
Description: TypeAlias = Annotated[
    str,
    Kind(
        role=Role.PAYLOAD,
        reads="quote",
        noun="description",
        question="Give the description in quotation marks.",
        example="A description",
        cues=("and? with|has? description {}",),
        takes_stdin=True,
    ),
    StringConstraints(max_length=350),
    AfterValidator(_printable),
]
