"""The front door for people: Typer commands that parse, hand over, and print what came of it."""
