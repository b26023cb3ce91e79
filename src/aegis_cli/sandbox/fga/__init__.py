"""The sandbox's OpenFGA: one store in memory, with models, tuples and checks."""
