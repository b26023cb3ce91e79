"""One request, from a sentence to a result. Pure: it reaches the outside only by `ports`."""
