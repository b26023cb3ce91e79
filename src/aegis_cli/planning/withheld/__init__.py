"""Decides whether a sentence may say the value of a secret, and is withheld."""
