"""What is there at the start of a sandbox."""
