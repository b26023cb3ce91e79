"""Values and protocols that know no provider. Nothing in this package performs I/O."""
