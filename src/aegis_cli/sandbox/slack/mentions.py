"""Whom a message rings: what stands between `<` and `>`, and names where these are resolved.

What is escaped, as `&lt;!here&gt;`, rings nobody.
"""

import re

_LIVE = re.compile(r"<(![^<>|]+|@[UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_BROADCASTS = frozenset({"!here", "!channel", "!everyone"})
_NAMED = re.compile(r"(?<![\w<])@([a-z0-9][a-z0-9._-]*)")


def rings(text: str, *, names: dict[str, str] | None = None) -> list[str]:
    """Return who is rung, as `!here`, `!subteam^S…` or `@U…`.

    `names` are the ids of people by their names, where names in plain text are resolved too.
    """
    live = [match[1] for match in _LIVE.finditer(text)]
    found = [each for each in live if each in _BROADCASTS or each.startswith(("@", "!subteam^"))]
    if names is not None:
        for name in _NAMED.findall(text):
            if f"!{name}" in _BROADCASTS:
                found.append(f"!{name}")
            elif name in names:
                found.append(f"@{names[name]}")
    return found
