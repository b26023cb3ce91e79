"""Whether a program may ask a GraphQL document, for who has no parser: a process with a token.

In the plain form there is no comment, no text as a block, and nothing beyond ASCII but in texts; so
`mutation` begins an operation only where no brace is open. A document in any other form is none
that reads here.
Source: spec.graphql.org/October2021, sections 2.1 and 2.3.
"""

import re

_BLOCK = '"""'
_PIECE = re.compile(
    r'"(?:[^"\\\r\n]|\\[^\r\n])*"'
    r"|(?P<word>[A-Za-z_][A-Za-z0-9_]*|[{}])"
    r'|(?P<strange>["#]|[^\n -~])'
)
_OPENS = {"{": 1, "}": -1}
_WRITES = frozenset({"mutation", "subscription"})
CREDENTIALS = frozenset({"recoveryCodes", "tarballUrl", "tempCloneToken", "zipballUrl"})
"""Fields that are a token, or an address with one: an answer has them by any alias."""


def only_reads(document: str) -> bool:
    """Tell whether a document is plain, has no operation but queries, and asks for no token."""
    depth = 0
    for piece in _PIECE.finditer(document):
        word = piece["word"]
        depth += _OPENS.get(word, 0)
        is_write = depth == 0 and word in _WRITES
        if piece["strange"] or depth < 0 or is_write or word in CREDENTIALS:
            return False
    return depth == 0 and _BLOCK not in document
