"""What every operation of the sandbox's GitHub stands on: calls, refusals, pages, collections."""
