"""What every view is drawn with: the device, and the arguments of the call that is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aegis_cli.adapters.render_device import Device
from aegis_cli.core.views import fill, is_blank


@dataclass(frozen=True, slots=True)
class Page:
    """One step's place on a device."""

    device: Device
    call: Mapping[str, Any]
    """The arguments of the call."""

    def fill(self, template: str, thing: Any) -> str:
        """Fill a template from a part of the result."""
        return fill(template, thing, now=self.device.now, call=self.call)

    def is_blank(self, template: str, thing: Any) -> bool:
        """Tell whether a template would say nothing."""
        return is_blank(template, thing, call=self.call)

    def title(self, template: str, count: int = 0) -> str:
        """Fill a title, which speaks of the call itself."""
        return fill(template, {**self.call, "count": count})

    def row(self, templates: tuple[str, ...], thing: Any) -> str:
        """Fill one line of tab-separated values, for a program."""
        return "\t".join(self.fill(template, thing) for template in templates)
