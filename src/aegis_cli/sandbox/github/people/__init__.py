"""People, organizations, teams and stars."""
