"""Issues, their parts, and what happened to them."""
