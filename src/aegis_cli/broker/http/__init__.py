"""What a caller sends and gets: requests, access tokens, limits, refusals."""
