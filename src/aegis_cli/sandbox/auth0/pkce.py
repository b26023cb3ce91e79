"""Proof Key for Code Exchange with the method S256, the only one that the tenant allows."""

import base64
import hashlib

CHALLENGE_LENGTH = 43
"""Characters of a challenge: a SHA-256 digest as base64url without padding."""


def challenge_of(verifier: str) -> str:
    """Return the challenge of a verifier (RFC 7636, section 4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
