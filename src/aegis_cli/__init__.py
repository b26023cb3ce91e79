"""Act on GitHub in plain language, and leave no token behind."""

import sys

__version__ = "0.1.0b1"

NO_PLUGINS = {"PYDANTIC_DISABLE_PLUGINS": "__all__"}
"""The variable that turns plugins of Pydantic off.

NOTE: with plugins, any installed package could run code on every value that is validated.
"""

# NOTE: httpx imports a command line of its own where it finds click and rich, which every process
# of ours would load with it, the one that holds a token too. Python takes `None` as "not there".
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # what typeshed leaves out
