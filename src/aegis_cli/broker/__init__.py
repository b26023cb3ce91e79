"""The executor as a service: verifies who asks, judges again, exchanges, acts, forgets."""
