"""What an action is, and the catalogue of all of them. Nothing in this package performs I/O."""
