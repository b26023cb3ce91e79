"""What gh asks of GitHub: which of it is a read, and what it is told of the rest."""
