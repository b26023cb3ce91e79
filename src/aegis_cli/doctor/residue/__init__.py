"""Searches for secrets that a request leaves behind; `aegis doctor` runs it on a sandbox."""
