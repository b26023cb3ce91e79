"""Gemini, as its API documents it; its model is the offline grammar."""
