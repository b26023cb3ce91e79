"""The offline planner: a deterministic grammar over the catalogue, with its words as data."""
