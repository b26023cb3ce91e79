"""Gemini as a planner, directly or by way of a broker."""
