"""An action of Slack names its method, and has the facts that Slack documents of that.

`methods.json` has them. What a class needs is what it needs of a public channel; `connect` asks for
the scopes of private channels and direct messages too. What the client does beside sending a
request, the class says.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar

from aegis_cli.actions.action import Action, R
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.fields import place_of_value, resolved_ids
from aegis_cli.actions.provider.provider import Provider
from aegis_cli.core.http import Request
from aegis_cli.providers.slack.paging import after, cursor_of
from aegis_cli.providers.slack.provider import SLACK


@cache
def methods() -> Mapping[str, Any]:
    """Return what is documented of each method."""
    data: Mapping[str, Any] = json.loads(
        Path(__file__).with_name("methods.json").read_text(encoding="utf-8")
    )
    return data


_NEVER = frozenset({"im:write", "mpim:write"})
"""What no action needs but the one that opens a direct message: none changes one as a place."""
_OPENS = {"conversations.open": ("im:write",)}


def scopes_of(method: str) -> tuple[str, ...]:
    """Return the user scopes that a method takes, of every kind of channel, sorted.

    Of a scope and a part of it, such as `channels:write.topic`, it is the whole one.
    """
    if method in _OPENS:
        return _OPENS[method]
    documented: list[str] = methods()[method]["user_scopes"]
    parts = {each for each in documented if "." in each and each.partition(".")[0] in documented}
    return tuple(sorted({*documented} - parts - _NEVER))


def all_scopes() -> tuple[str, ...]:
    """Return the user scopes that all actions need together, sorted."""
    return tuple(sorted({scope for method in methods() for scope in scopes_of(method)}))


def _needs(method: str) -> str:
    """Return the scopes of a call; of a channel, those of a public one."""
    scopes = scopes_of(method)
    public = [scope for scope in scopes if scope.startswith("channels:")]
    return "+".join(public or scopes) or "none"


class SlackAction(Action[R]):
    """One call of one method of Slack's Web API."""

    provider: ClassVar[Provider[Any]] = SLACK
    method: ClassVar[str]
    """The method, as in `chat.postMessage`; several actions may be one method."""
    people: ClassVar[tuple[str, ...]] = ()
    """Where an item of the answer has the id of a person, whose name the client then looks up."""
    already: ClassVar[tuple[str, ...]] = ()
    """The errors and warnings that say that it is so already."""
    before: ClassVar[str] = ""
    """The method that is called before it, where a file goes first; "" for none."""
    newest_first: ClassVar[bool] = False
    """Whether Slack's list begins with the newest; it is shown from the oldest on."""
    fixed: ClassVar[Mapping[str, Any]] = {}
    """What is sent beside the arguments, whatever they are."""
    page: ClassVar[tuple[str, int]] = ("limit", 200)
    """How a list is asked for the length of a page, and the longest."""

    @classmethod
    def __pydantic_init_subclass__(
        cls,
        *,
        method: str = "",
        before: str = "",
        people: tuple[str, ...] = (),
        already: tuple[str, ...] = (),
        fixed: Mapping[str, Any] = MappingProxyType({}),
        **facts: Any,
    ) -> None:
        """Find the method, and check the class; raise `TypeError` if there is no such one."""
        if not method and not facts:
            super().__pydantic_init_subclass__()
            return  # the base of others
        if method not in methods():
            raise TypeError(
                f"{cls.__name__}: method= is {method!r}, which is no method of methods.json: write "
                'the name that Slack gives it, as in method="chat.postMessage"'
            )
        cls.method, cls.people, cls.already = method, people, already
        cls.before, cls.fixed = before, fixed
        endpoint = f"{methods()[method]['verb']} /{method}"
        super().__pydantic_init_subclass__(endpoint=endpoint, **{"needs": _needs(method)} | facts)

    def shape(self, item: Any) -> Any:  # for subclasses
        """Return an item of the answer, or the one thing in it, as the result has it."""
        return item

    def settle(self, items: Sequence[Any]) -> Sequence[Any]:  # for subclasses
        """Return the items of a whole list as the result has them."""
        return items

    @property
    def nearer(self) -> str:  # for subclasses
        """The method of a shorter list, in which one thing is looked for first; "" for none."""
        return ""

    def body_values(self) -> dict[str, Any]:
        """Return the parameters: the arguments, ids in the place of names, and constants."""
        return {**super().body_values(), **self._own_ids(), **self.fixed}

    def _own_ids(self) -> dict[str, str]:
        """Return the ids that this call has in the place of names, as nothing was looked for."""
        fields, found = type(self).model_fields, resolved_ids(type(self)).items()
        own = {name: mark.itself(self) for name, mark in found if getattr(self, name) is None}
        return {place_of_value(name, fields[name]): value for name, value in own.items() if value}

    def _page_size(self) -> tuple[tuple[str, str], ...]:
        name, longest = self.page
        return () if self.most is None else ((name, str(min(self.most, longest))),)

    def makes(self, request: Request, base: str) -> bool:
        """Tell whether a request is that of this call; of a read, it may be for another page.

        NOTE: of the request that is sent, the cursor alone is taken; a write has none.
        """
        own = self.request(base)
        cursor = cursor_of(request) if self.facts.effect is Effect.READ else ""
        own = after(own, cursor) if cursor else own
        return request.fingerprint() == own.fingerprint()
