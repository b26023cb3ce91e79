"""The scale of all that is drawn: how many marks stand for a number, and how high one mark is."""

HEIGHTS = " ▁▂▃▄▅▆▇█"
"""A mark that is so many eighths of a row high."""


def marks_of(number: int, largest: int, most: int) -> int:
    """Return the marks for a number, of `most` for the largest; above zero it is at least one."""
    return number and max(number * most // largest, 1)
