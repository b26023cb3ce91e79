"""The way of one request, from a sentence to a result. Pure: the outside comes in by ports."""
