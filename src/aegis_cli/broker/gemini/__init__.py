"""A planner for people without a key: requests to Gemini, checked both ways."""
