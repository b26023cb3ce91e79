"""Whether what the documents say of the live services is so, tried on them step by step."""
