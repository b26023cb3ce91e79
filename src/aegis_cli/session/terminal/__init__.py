"""The person's terminal: who holds it, whose turn it is to ask there, and who is reached."""
