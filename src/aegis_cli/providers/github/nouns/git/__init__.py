"""What Git keeps of a repository, by the names that it gives."""
