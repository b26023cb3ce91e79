"""The stars that people give repositories."""
