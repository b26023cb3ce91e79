"""Sets up an Auth0 tenant for aegis: the desired state, the found one, and the changes."""
