"""A jq expression of the person's, in a child that has nothing but the expression and its input."""
