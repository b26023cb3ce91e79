"""What an action is about, and the reads that show and verify it."""
