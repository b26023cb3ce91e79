"""The fields of an action: their kinds, marks and types, and what is written below them."""
