"""What GitHub counts of a repository: commits and visits."""
