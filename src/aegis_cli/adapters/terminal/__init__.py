"""Input and output for the person at the terminal."""
