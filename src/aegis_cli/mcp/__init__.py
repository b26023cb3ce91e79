"""The entry point for programs: a Model Context Protocol server before a session's agent."""
