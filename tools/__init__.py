"""Tools of the workshop; none of this is installed."""
