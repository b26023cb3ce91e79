"""Results, plans and errors as text: coloured on a terminal, plain in a pipe."""
