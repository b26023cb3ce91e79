"""Whether a request would succeed, and whether one leaves a secret behind."""
