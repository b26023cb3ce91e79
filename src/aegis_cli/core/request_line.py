"""How the line looks that `--debug` has of each request; pure.

`adapters/sender.py` writes it. Who keeps something of it takes out what is no value of anybody: the
method, the status, our own milliseconds, and the names of header fields.
"""

import re

REQUEST_LINE = re.compile(
    r"(?P<method>GET|POST|PUT|PATCH|DELETE) \S*: "
    r"(?:(?P<status>[1-5][0-9]{2})|[^,]*), (?P<milliseconds>[0-9]{1,9}) ms"
    r"(?:, with (?P<names>[a-z, -]+))?"
)
"""Of a request that got no answer the status is missing."""
