"""Reads an order for each of many, in eight languages."""
