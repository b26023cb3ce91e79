"""The command line: Typer commands that parse options, ask `wiring`, and print the result."""
