"""What GitHub's tokens are, for the process that holds one: it knows no action."""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from aegis_cli.actions.provider.derived_token import Derived, NotNarrowed, TokenSide
from aegis_cli.core.flow import Flow
from aegis_cli.core.http import Request
from aegis_cli.core.provider_app import ProviderApp
from aegis_cli.core.secret import Secret
from aegis_cli.providers.github import derivation
from aegis_cli.providers.github.graphql_documents import GRAPHQL, documents
from aegis_cli.providers.github.inspection import inspect
from aegis_cli.providers.github.query_text import only_reads
from aegis_cli.providers.github.rest import VERSION
from aegis_cli.providers.github.smart_http import (
    GIT_USER,
    PROTOCOL_2,
    git_base,
    is_fetch,
    is_of_git,
)
from aegis_cli.providers.github.token_reach import PlanReach, TokenReach, kind_of

_NOTES = re.compile(r"/repos/[^/]+/[^/]+/releases/generate-notes")

_MEMBERS = frozenset({"query", "variables", "operationName"})
"""What a GraphQL request may have; `extensions` may name a document that GitHub has kept."""
_OF_PROGRAMS = frozenset(
    {"graphql-features", "if-modified-since", "time-zone", "x-github-api-version"}
)

_CLONE = re.compile(rb'("temp_clone_token"\s*:\s*)"[^"]*"')
_RAW = re.compile(rb'("download_url"\s*:\s*"[^"?]*)\?token=[^"]*')


def token_side() -> TokenSide:
    """Return what derives tokens for single plans."""
    return TokenSide(
        kind_of,
        _narrow,
        _widen,
        derivation.delete,
        inspect,
        is_read,
        root_of=root_of,
        basic_user=lambda request: GIT_USER if is_of_git(request.path) else "",
        headers=frozenset({VERSION, PROTOCOL_2}),
        is_program_read=is_program_read,
        headers_of_programs=_OF_PROGRAMS,
        without_credentials=without_credentials,
    )


def is_read(request: Request) -> bool:
    """Tell whether a request only reads: a GET, a query of ours, what makes notes and keeps none.

    Of git's, one with which it fetches.

    NOTE: of a body that had a member twice, GitHub might read the other one. The body of a request
    that came over the channel was written here, of a value.
    """
    if is_of_git(request.path) or not request.is_json:
        return is_fetch(request)
    if request.method != "POST":
        return request.is_read
    if request.path != GRAPHQL:
        return _NOTES.fullmatch(request.path) is not None
    with suppress(ValueError, TypeError, KeyError):
        text = json.loads(request.body or b"")["query"]
        return text in documents().values() and text.startswith("query ")
    return False


def is_program_read(request: Request) -> bool:
    """Tell whether a request of gh, at a door, only reads: any document without a mutation.

    NOTE: it was parsed and written anew where no token is; here is looked once more.
    """
    if (request.method, request.path) != ("POST", GRAPHQL) or not request.is_json:
        return False
    with suppress(ValueError, TypeError, KeyError):
        members = json.loads(request.body or b"")
        return {*members} <= _MEMBERS and only_reads(members["query"])
    return False


def root_of(base: str, path: str) -> str:
    """Return the root that a path is below: git's requests go to the host of the web pages."""
    return git_base(base) if is_of_git(path) else base


def without_credentials(body: bytes) -> bytes:
    """Take out the tokens for a clone and for a raw file that GitHub puts beside private things."""
    return _RAW.sub(rb"\1", _CLONE.sub(rb"\1null", body))


def _narrow(
    app: ProviderApp, base: str, token: Secret, reach: Mapping[str, Any]
) -> Flow[Derived | NotNarrowed]:
    return derivation.narrow(app, base, token, PlanReach.read(reach))


def _widen(
    app: ProviderApp, base: str, token: Secret, reach: Mapping[str, Any]
) -> Flow[Derived | None]:
    return derivation.widen(app, base, token, TokenReach.read(reach))
