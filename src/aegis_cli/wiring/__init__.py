"""Puts the parts together, each made when it is first asked for. The one door for lazy imports."""
