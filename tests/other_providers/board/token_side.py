"""What the board's tokens are."""

from aegis_cli.actions.provider.derived_token import TokenSide


def token_side() -> TokenSide:
    """Return what tells the board's tokens, of which none can be derived from another."""
    return TokenSide(
        lambda token: token.reveal().partition("-")[0],
        is_read=lambda request: request.is_read or request.path == "/members.me",
    )
