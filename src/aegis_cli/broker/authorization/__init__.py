"""An organisation's own rules: the broker asks Auth0 FGA, or OpenFGA (docs/fga.md)."""
