"""The lenient reader: what is no plain order, read as a plan that a person sees first."""
