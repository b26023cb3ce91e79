"""The sentence as the person wrote it, and its tokens. Pure."""
