"""Sets up an Auth0 tenant for aegis: what it needs, what it has, and the changes to make."""
