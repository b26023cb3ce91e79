"""From an empty Auth0 tenant to one that aegis can use: what is wanted, found, and to be mended."""
