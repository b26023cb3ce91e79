"""Fills the templates of a view for a device and a call."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from aegis_cli.actions.action import Action, changes
from aegis_cli.actions.results.templates import Template, fill, fill_text, is_blank
from aegis_cli.adapters.render.capabilities import Device
from aegis_cli.adapters.render.rows import BAR, TAB, wrap

_WIDEST_TEXT = 120  # as `gh`: longer lines are hard to read


@dataclass(frozen=True, slots=True)
class Page:
    """The device, and the call whose result is shown."""

    device: Device
    call: Mapping[str, Any]
    """The arguments of the call."""
    is_numbered: bool = False
    """Whether the rows of a table have their numbers beside them."""
    shows_ids: bool = False
    """Whether rows show the ids by which they are named, also where a list leaves them out."""
    most: int | None = None
    """How many rows of a list are drawn; `None` for all."""

    def fill(self, template: Template, thing: Any) -> str:
        """Fill a template from a part of the result."""
        return fill(template, thing, now=self.device.now, call=self.call).strip()

    def is_blank(self, template: Template, thing: Any) -> bool:
        """Tell whether nothing fills the holes of a template."""
        return is_blank(template, thing, now=self.device.now, call=self.call)

    def title(self, template: str, count: int = 0) -> str:
        """Fill a title from the arguments of the call."""
        return fill(template, {**self.call, "count": count}, now=self.device.now)

    def row(self, templates: tuple[Template, ...], thing: Any) -> str:
        """Fill one line of tab-separated values, for a program."""
        return "\t".join(self.fill(template, thing) for template in templates)

    def prose(self, template: Template, thing: Any) -> str:
        """Fill a template with a text of several lines; on a terminal behind a bar."""
        text = fill_text(template, thing).strip("\n")
        if not text or not self.device.is_terminal:
            return text
        width = min(self.device.columns, _WIDEST_TEXT) - len(BAR)
        lines = (line.rstrip().expandtabs(TAB) for line in text.split("\n"))
        pieces = (piece for line in lines for piece in wrap(line, width))
        return "\n".join(f"{BAR}{piece}".rstrip() for piece in pieces)

    def join_parts(self, parts: Iterable[str]) -> str:
        """Join the parts of a line that are not empty."""
        return (" • " if self.device.unicode else " - ").join(filter(None, parts))


def page_of(action: Action[Any], device: Device) -> Page:
    """Return the page of a call."""
    return Page(device, action.model_dump(mode="json") | {"changes": changes(action)})
