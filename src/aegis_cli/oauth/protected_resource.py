"""Reads a broker's description of itself: OAuth 2.0 Protected Resource Metadata, RFC 9728.

With it, a person needs one setting for a company: `AEGIS_BROKER=https://aegis.acme.example`. An
attacker may forge it, so it is refused if it would send a token elsewhere.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from aegis_cli.core.flow import Flow
from aegis_cli.core.http import is_loopback, is_safe_url
from aegis_cli.core.vault_connection import VaultConnection
from aegis_cli.errors import Code, Failed
from aegis_cli.oauth.discovery import fetch_json

PATH = "/.well-known/oauth-protected-resource"

PROTOCOL = 2
"""What client and broker say to each other; the paths name it, and a test has its parts."""

_MOST_MODELS = 50
_MOST_PROTOCOLS = 5
_MODEL = re.compile(r"[a-z0-9][a-z0-9.-]{1,80}")
_NAME = re.compile(r"[\x21-\x7e]{1,200}")


@dataclass(frozen=True, slots=True)
class ProtectedResource:
    """A broker: whose tokens it accepts, and where it acts."""

    audience: str
    """The identifier of its API at Auth0 (`resource`), which is its own origin."""
    issuer: str
    client_id: str
    """The native application that people sign in with."""
    base: str
    """The root of the provider's API that it acts on."""
    connection: str
    models: tuple[str, ...] = ()
    """The models that it plans with, under its own key; empty if it does not plan."""
    others: Mapping[str, VaultConnection] = field(default_factory=dict)
    """Where it acts at providers beside GitHub, and by which connection, by their names."""


def describe(
    broker: str, *, issuer: str | None, known: Collection[str] = ()
) -> Flow[ProtectedResource]:
    """Read the metadata of the broker at an origin; `issuer` is the pinned issuer, if any.

    Of other providers only those that are `known` are read: a newer broker may have more.

    Raises `Failed` if it cannot be read, or if one of its values is unsafe.
    """
    document = yield from fetch_json(broker, PATH, service="broker", setting="AEGIS_BROKER")
    _require_protocol(broker, document)
    audience = _name(document, "resource")
    # NOTE: a broker that gets tokens for another broker's audience could use them there.
    if audience.rstrip("/") != broker and not is_loopback(broker):
        raise _wrong(f"The broker {broker} asks for tokens for {audience!r}, which is not itself.")
    return ProtectedResource(
        audience=audience,
        issuer=_issuer(document, issuer),
        client_id=_name(document, "aegis_client_id"),
        base=_url(_name(document, "aegis_github_api")).rstrip("/"),
        connection=_name(document, "aegis_connection"),
        models=_models(document),
        others=_others(document, known),
    )


def _require_protocol(broker: str, document: dict[str, Any]) -> None:
    spoken = document.get("aegis_protocols", [PROTOCOL])  # of a broker that does not say it yet
    if not isinstance(spoken, list) or not all(type(each) is int for each in spoken):
        raise _wrong("The broker's metadata lacks a usable aegis_protocols.")
    if PROTOCOL not in spoken:
        theirs = " and ".join(map(str, spoken[:_MOST_PROTOCOLS])) or "none"
        raise Failed(
            f"The broker {broker} speaks protocol {theirs} of aegis, and this command {PROTOCOL}.",
            code=Code.MISCONFIGURED,
            hint="Install the version of aegis that the broker has; ask who runs it.",
        )


def _issuer(document: dict[str, Any], pinned: str | None) -> str:
    servers = document.get("authorization_servers")
    listed = servers if isinstance(servers, list) else []
    named = [server for server in listed if isinstance(server, str)]
    if not named:
        raise _wrong("The broker names no authorization server.")
    if pinned is None:
        return _url(named[0])
    # NOTE: at another issuer, the person would give consent or a password to somebody else.
    if pinned.rstrip("/") not in {server.rstrip("/") for server in named}:
        raise Failed(
            f"The broker's issuer is {named[0]!r}, and AEGIS_ISSUER is {pinned}.",
            code=Code.MISCONFIGURED,
            hint="Ask who runs the broker; unset AEGIS_ISSUER only if the change is meant.",
        )
    return pinned


def _name(document: dict[str, Any], member: str) -> str:
    value = document.get(member)
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise _wrong(f"The broker's metadata lacks a usable {member}.")
    return value


def _models(document: dict[str, Any]) -> tuple[str, ...]:
    named = document.get("aegis_gemini_models", [])
    if not isinstance(named, list) or len(named) > _MOST_MODELS:
        raise _wrong("The broker's metadata lacks a usable aegis_gemini_models.")
    if not all(isinstance(name, str) and _MODEL.fullmatch(name) for name in named):
        raise _wrong("The broker's metadata names an unusable model.")
    return tuple(named)


def _others(document: dict[str, Any], known: Collection[str]) -> dict[str, VaultConnection]:
    named = document.get("aegis_providers", {})
    is_one = isinstance(named, dict)
    theirs = {name: named[name] for name in known if name in named} if is_one else {}
    if not (is_one and all(isinstance(each, dict) for each in theirs.values())):
        raise _wrong("The broker's metadata lacks a usable aegis_providers.")
    return {
        name: VaultConnection(
            _name(each, "connection"),
            _url(_name(each, "api")).rstrip("/"),
            site=_name(each, "site") if "site" in each else "",
        )
        for name, each in theirs.items()
    }


def _url(value: str) -> str:
    if not is_safe_url(value):
        raise _wrong(f"The broker names {value!r}, which is not https.")
    return value


def _wrong(message: str) -> Failed:
    return Failed(message, code=Code.MISCONFIGURED, hint="Check AEGIS_BROKER.")
