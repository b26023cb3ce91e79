"""The prompt for a model, and the reading of its answers and errors. Pure."""
