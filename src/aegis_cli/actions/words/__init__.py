"""How people ask for actions, and for what no action does."""
