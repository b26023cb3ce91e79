"""Auth0, GitHub and Gemini look-alikes on loopback, for a first try and for tests.

Nothing here imports the code it stands in for: a fake built from the code under test proves
nothing.
"""
