"""Builds, in a process that others are forked from, what every fork would build for itself."""

import gc

from httpx import Client

from aegis_cli.actions import catalog
from aegis_cli.actions.action import adapter_of
from aegis_cli.adapters.sender import tls


def warm_up() -> None:
    """Build the types of all actions and answers, import all of httpx, and share it with forks."""
    for action in catalog.load_all():
        action.model_rebuild()
        if action.facts.result is not None:
            adapter_of(action).rebuild()
    # httpx imports its transport when the first client is made.
    Client(verify=tls()).close()
    gc.collect()
    gc.freeze()
