"""How a model is asked for a plan, and what to make of its answers. Pure."""
