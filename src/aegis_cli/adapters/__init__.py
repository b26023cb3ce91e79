"""The outside world: each module wraps one third-party package or one part of the system."""
