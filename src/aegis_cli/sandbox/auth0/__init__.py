"""An Auth0 tenant: the device flow, Token Vault, and the page where a person confirms."""
