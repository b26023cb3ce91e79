"""A notice board: a small provider of the tests, which is in nothing like GitHub.

It has rooms such as `#lobby`, each with an id, and notes in them. Every answer is a 200, and says in
its body whether it is an error.
"""
