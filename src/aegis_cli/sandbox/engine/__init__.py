"""What every service of the sandbox stands on: it knows none of them."""
