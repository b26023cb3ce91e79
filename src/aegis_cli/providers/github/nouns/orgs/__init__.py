"""Organizations and their teams."""
