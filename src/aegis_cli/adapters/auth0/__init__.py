"""Auth0 as it is used: signing in, stepping up, connecting accounts, managing a tenant."""
