"""Whether a GraphQL document only reads, for who has no parser: a process with a token.

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


def only_reads(document: str) -> bool:
    """Tell whether a document is in the plain form and has no operation but queries."""
    depth = 0
    for piece in _PIECE.finditer(document):
        depth += _OPENS.get(piece["word"], 0)
        if piece["strange"] or depth < 0 or (depth == 0 and piece["word"] in _WRITES):
            return False
    return depth == 0 and _BLOCK not in document
