"""Results as text: coloured on a terminal, plain in a pipe."""
