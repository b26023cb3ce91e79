"""The locale of the tests' own process, whatever that of the person is: one with UTF-8.

It is imported before aegis, some of whose defaults are of the locale of the start.
"""

import locale
import sys

UTF8 = {"LC_ALL": "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"}
"""The same for a process that the tests start."""

locale.setlocale(locale.LC_CTYPE, UTF8["LC_ALL"])
