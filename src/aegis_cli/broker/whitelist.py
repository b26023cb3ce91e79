"""The broker's policy file: what callers with a permission, scope or role may do, and where.

    roles_claim = "https://acme.example/roles"   # needed for [role…]

    [everyone]                                   # holds for every caller
    deny = ["repos.delete"]

    [permission."aegis:write"]                   # holds for callers with the permission
    allow = ["issues.*", "pulls.*"]              # globs of action names
    places = ["acme/*"]                          # OWNER/NAME; a `*` does not cross the slash
    max_effect = "write"                         # read, write, asked or destructive

    [scope."aegis:read"]
    [role.maintainer]

The file only narrows. Scope and permissions decide first; then `[everyone]`, and every `deny` of a
section that applies; then at least one section that applies must allow the action by all of its
rules. A caller to whom no section applies may do nothing. A name that does not exist stops the
start. Without sections, only scope, permissions and `[everyone]` decide.

What is always asked about needs the scopes of what destroys, but for the callers of a section that
lets it through and says `max_effect = "asked"`: they need those of a write.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Self, TypeAlias, get_args

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.broker.http.access_token import Caller
from aegis_cli.errors import Code, UsageError
from aegis_cli.request.policy import (
    Deny,
    Layer,
    Policy,
    check_layer,
    judge,
    providers_without_rules,
)
from aegis_cli.request.scopes import SCOPES
from aegis_cli.settings.policy_table import layer_of

Claim: TypeAlias = Literal["permission", "scope", "role"]

NEEDED: Mapping[Effect, str] = {effect: scopes[-1] for effect, scopes in SCOPES.items()}
"""The scope that an effect needs at least."""

KNOWN_SCOPES = tuple(dict.fromkeys(NEEDED.values()))
"""The scopes that there are, each with more than the one before."""

KEYS = frozenset({"roles_claim", "everyone", *get_args(Claim)})
"""The keys of the file."""


@dataclass(frozen=True, slots=True)
class Section:
    """Rules for the callers of one kind."""

    kind: Claim
    name: str
    layer: Layer

    def applies_to(self, caller: Caller) -> bool:
        """Tell whether a caller has the permission, scope or role."""
        has: Mapping[Claim, frozenset[str] | None] = {
            "permission": caller.permissions,
            "scope": caller.scope,
            "role": caller.roles,
        }
        return self.name in (has[self.kind] or ())


@dataclass(frozen=True, slots=True)
class Whitelist:
    """The rules of this broker; without a file, scope and permissions alone."""

    everyone: Layer | None = None
    sections: tuple[Section, ...] = ()
    roles_claim: str | None = None
    """For `Rules.roles_claim`."""

    @classmethod
    def load(cls, text: str, path: str) -> Self:
        """Read a policy file; `path` names it in messages. Raises `UsageError` BAD_SETTINGS."""
        table = _table(text, path)
        for key in table:
            if key not in KEYS:
                known = ", ".join(sorted(KEYS))
                raise _bad(f"{path} has the unknown key {key!r}.", hint=f"Known are {known}.")
        everyone = _layer(table["everyone"], "[everyone]", path) if "everyone" in table else None
        sections = tuple(
            section for kind in get_args(Claim) for section in _sections(table, kind, path)
        )
        return cls(everyone, sections, _roles_claim(table, path))

    def judge(self, caller: Caller, actions: Sequence[Action[Any]]) -> tuple[str, ...]:
        """Return every reason against a plan, each once; none means that it is allowed."""
        reasons = [reason for action in actions for reason in self._against(caller, action)]
        return tuple(dict.fromkeys(reasons))

    def _against(self, caller: Caller, action: Action[Any]) -> tuple[str, ...]:
        lacking = _lacking(caller, self._needed_scopes(caller, action))
        if lacking:
            return lacking
        applying = self._applying(caller)
        always = [Layer(layer.name, deny=layer.deny) for layer in applying]
        always += [self.everyone] if self.everyone is not None else []
        refused = _reasons(action, always)
        if refused or not self.sections:
            return refused
        if not applying:
            return ("the policy of this broker has no section for the caller",)
        each = [_reasons(action, [layer]) for layer in applying]
        return tuple(reason for reasons in each for reason in reasons) if all(each) else ()

    def providers_without_rules(self) -> tuple[str, ...]:
        """Say of each rule at which providers it allows nothing, for the start of the broker."""
        layers = (self.everyone, *(section.layer for section in self.sections))
        return tuple(
            line for layer in layers if layer is not None for line in providers_without_rules(layer)
        )

    def missing(self, caller: Caller, actions: Sequence[Action[Any]]) -> tuple[str, ...]:
        """Return the scopes that a plan needs and the caller's session lacks (for RFC 6750)."""
        needed = {scope for action in actions for scope in self._needed_scopes(caller, action)}
        return tuple(sorted(needed - caller.scope))

    def _applying(self, caller: Caller) -> list[Layer]:
        return [section.layer for section in self.sections if section.applies_to(caller)]

    def _needed_scopes(self, caller: Caller, action: Action[Any]) -> tuple[str, ...]:
        """Return the scopes that an action needs here.

        NOTE: merging and whatever else is asked about needed the scope of what destroys, so that a
        policy that was written before, or says nothing, lets nobody do it with less.
        """
        effect = action.facts.effect
        if effect is not Effect.ASKED or self._names_rung(caller, action):
            return (NEEDED[effect],)
        return (NEEDED[effect], NEEDED[Effect.DESTRUCTIVE])

    def _names_rung(self, caller: Caller, action: Action[Any]) -> bool:
        """Tell whether a section lets the caller do it that names what is always asked about."""
        return any(
            layer.max_effect is Effect.ASKED and not _reasons(action, [layer])
            for layer in self._applying(caller)
        )


def _lacking(caller: Caller, needed: Sequence[str]) -> tuple[str, ...]:
    """Return what the caller lacks: the scope authorises, and permissions only limit it.

    NOTE: Auth0 puts all permissions of the person into the token, whatever the client asked for.
    """
    for scope in needed:
        if scope not in caller.scope:
            return (f"the session lacks the scope {scope}",)
        if caller.permissions is not None and scope not in caller.permissions:
            return (f"the person lacks the permission {scope}",)
    return ()


def _reasons(action: Action[Any], layers: Sequence[Layer]) -> tuple[str, ...]:
    decision = judge(action, Policy(tuple(layers)))
    return decision.reasons if isinstance(decision, Deny) else ()


def _table(text: str, path: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        reason = str(problem)
    raise _bad(f"{path} is not TOML: {reason}.")


def _sections(table: Mapping[str, Any], kind: Claim, path: str) -> list[Section]:
    named = table.get(kind, {})
    if not isinstance(named, dict):
        raise _bad(f"{path}: {kind} must be a table of tables, as in [{kind}.name].")
    sections = []
    for name, rules in named.items():
        section = f"[{kind}.{name!r}]"
        if kind == "scope" and name not in KNOWN_SCOPES:
            known = ", ".join(KNOWN_SCOPES)
            raise _bad(f"{path}: {section} names no scope of aegis.", hint=f"Known are {known}.")
        layer = replace(_layer(rules, section, path), is_grant=True)
        sections.append(Section(kind, name, layer))
    return sections


def _layer(rules: Any, section: str, path: str) -> Layer:
    if isinstance(rules, dict) and "max_writes" in rules:
        hint = "A broker carries out twelve requests of a plan; max_writes is a person's own rule."
        raise _bad(f"{path}: {section} has the unknown key 'max_writes'.", hint=hint)
    layer = check_layer(layer_of(rules, section, path, name=f"{path} {section}"))
    # The path is for the person who starts the broker, and not for a caller. A bound was written
    # for GitHub, also one that holds for everyone.
    return replace(layer, name=f"the policy {section}", is_grant=layer.max_effect is not None)


def _roles_claim(table: Mapping[str, Any], path: str) -> str | None:
    claim = table.get("roles_claim")
    if claim is None and "role" not in table:
        return None
    if not isinstance(claim, str) or not claim:
        raise _bad(
            f"{path}: roles_claim must be the name of a claim, in quotes.",
            hint="Auth0 puts no roles into a token by itself; an Action does, under a name of "
            'yours such as "https://acme.example/roles".',
        )
    return claim


def _bad(message: str, hint: str | None = None) -> UsageError:
    return UsageError(message, code=Code.BAD_SETTINGS, hint=hint)
