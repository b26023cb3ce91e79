"""Makes each part when it is first asked for, and imports it only then."""
