"""GitHub Apps: how one is made, installed and authenticated, and the tokens that it derives."""
