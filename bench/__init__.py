"""Measurements that anyone can run: each a ratio against something measured in the same run."""
