"""The services that aegis acts on; nothing outside this room knows one of them."""

PACKAGES = {
    "github": "aegis_cli.providers.github",
    "jira": "aegis_cli.providers.jira",
    "slack": "aegis_cli.providers.slack",
}
"""The package of each provider that aegis knows, by its name; what stands in one is told in
docs/architecture.md."""

SET_UP_BY_HAND = ("jira", "slack")
"""The providers at which a person makes the application of aegis; `aegis setup NAME` says how."""

IN_SANDBOX = ("jira", "slack")
"""The providers beside GitHub that a person's sandbox serves, and that exist there."""

OWN_SETTINGS = {"jira": ("boards", "cloud_id", "site")}
"""The settings that a provider has beside those of every one; the root of its API may name one."""
