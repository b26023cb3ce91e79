"""What is written of the result of a read in place of all of it, as `gh` has it."""

import re
from dataclasses import dataclass
from typing import Any, get_origin

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.result_fields import pick_fields, result_fields
from aegis_cli.actions.results.templates import pick
from aegis_cli.core.http import is_loopback
from aegis_cli.errors import Code, Failed, UsageError
from aegis_cli.planning.expansion import Act

_ADDRESS = "html_url"
_PAGE = re.compile(r"https://(?P<host>[A-Za-z0-9.-]+)(?P<path>(?:/[A-Za-z0-9/._~%#?&=+@:,()-]*)?)")


@dataclass(frozen=True, slots=True)
class Selection:
    """Fields of what one read answers, or its page."""

    fields: tuple[str, ...] = ()
    """The names that were typed, as they are; none where their list is wanted, or all of them."""
    is_page: bool = False

    @property
    def option(self) -> str:
        """The option that was typed."""
        return "--web" if self.is_page else "--json"

    def require(self, acts: tuple[Act, ...]) -> None:
        """Raise `UsageError` unless a plan is one read whose result has what is selected."""
        for act in acts:
            self.require_read(type(act.action))
        if len(acts) != 1:
            raise UsageError(
                f"{self.option} is for one result, and this would have {len(acts)}.",
                code=Code.BAD_USAGE,
                hint="Ask for one thing, or use --output json, which writes them all.",
            )
        if self.is_page:
            _require_page(acts[0])
        else:
            self.require_fields(type(acts[0].action))

    def require_read(self, action: type[Action[Any]]) -> None:
        """Raise `UsageError` for an action that changes something."""
        facts = action.facts
        if facts.effect is not Effect.READ:
            raise UsageError(
                f"{self.option} is for what only reads, and {facts.action} changes something.",
                code=Code.BAD_USAGE,
                hint="Leave it out; --output json writes the result of any action.",
            )

    def require_fields(
        self, action: type[Action[Any]], whole: str = "--output json writes all of it."
    ) -> None:
        """Raise `UsageError` for a field that a result does not have, or where none is named.

        `whole` says how all of a result is had that has no fields.
        """
        known = result_fields(action)
        if not known:
            raise UsageError(
                f"What {action.facts.action} answers has no fields.",
                code=Code.BAD_USAGE,
                hint=whole,
            )
        listed = "\n".join(known)
        if not self.fields:
            text = f"Specify one or more comma-separated fields for `--json`:\n{listed}"
            raise UsageError(text, code=Code.BAD_USAGE)
        for name in self.fields:
            if name not in known:
                text = f'Unknown JSON field: "{name}"\nAvailable fields:\n{listed}'
                raise UsageError(text, code=Code.BAD_USAGE)

    def of(self, data: Any) -> Any:
        """Return the fields of a result; all of it where none is named."""
        return pick_fields(data, self.fields) if self.fields else data


def _require_page(act: Act) -> None:
    """Raise `UsageError` if neither the result of a read nor what it is about has a page."""
    facts = act.action.facts
    has_own = get_origin(facts.result) is not list and _ADDRESS in result_fields(type(act.action))
    if not has_own and not _page_asked_for(act):
        raise UsageError(
            f"What {facts.action} answers has no page at {act.action.provider.title}.",
            code=Code.BAD_USAGE,
            hint="Leave out --web.",
        )


def page_of(act: Act, data: Any) -> str:
    """Return the address of the page of a result, or else of what was asked for.

    NOTE: an address may be anybody's text: only a page by https of the provider's own website,
    with the path of such a page, is one, and it has no character that a terminal or a program could
    take for something else.
    """
    answered = pick(data, _ADDRESS) if isinstance(data, dict) else None
    provider = act.action.provider
    host = provider.host_of_pages(act.base).casefold()
    asked_for = _page_asked_for(act)
    for address in (str(answered), asked_for):
        match = _PAGE.fullmatch(address)
        is_there = match is not None and match["host"].casefold() == host
        if (
            match
            and is_there
            and (address == asked_for or provider.is_page(act.action, match["path"]))
        ):
            return address
    raise Failed(f"The answer names no page at {act.action.provider.title}.", code=Code.NOT_FOUND)


def _page_asked_for(act: Act) -> str:
    return act.action.provider.page(act.action, _base(act)) or ""


def _base(act: Act) -> str:
    """Return the root of the API whose website has the pages.

    What runs on this machine has none; it speaks of those of the real one.
    """
    return act.action.provider.base if is_loopback(act.base) else act.base
