"""What an action is. Nothing in this package performs I/O."""
