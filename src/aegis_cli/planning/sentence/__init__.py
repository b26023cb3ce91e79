"""A sentence as the person wrote it: its tokens, and what it names and holds. Pure."""
