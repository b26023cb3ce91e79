"""The tenant of these tests on the sandbox, as `aegis setup` makes it of an empty one."""

TOKEN = "sandbox-management"
STDIN = f"{TOKEN}\n".encode()
