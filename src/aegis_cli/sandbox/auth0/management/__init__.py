"""The Management API v2 of the sandbox's tenant, as far as setting up aegis uses it."""
