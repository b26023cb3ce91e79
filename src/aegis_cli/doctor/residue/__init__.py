"""What a request leaves behind: a search for its secrets, made on the sandbox by `aegis doctor`."""
