"""Who acts, and how much of the quota is left."""
