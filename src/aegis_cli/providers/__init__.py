"""The services that aegis acts on; nothing outside this room knows one of them."""

PACKAGES = {"github": "aegis_cli.providers.github"}
"""The package of each provider that aegis knows, by its name; what stands in one is told in
docs/architecture.md."""
