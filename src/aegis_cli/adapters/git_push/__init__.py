"""A push that git makes through a session: it is kept, looked at, and told how it ended."""
