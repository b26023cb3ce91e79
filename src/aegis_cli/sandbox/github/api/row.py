"""A row: what the sandbox does for some operations by plain rules.

What a row does not say is as for all others (`collection.py`); what it needs a function for is
where GitHub's rules differ. An operation that `behaviours.tsv` names a function for is done by it.
"""

from typing import TypeAlias

from aegis_cli.sandbox.github.api.changes import Change
from aegis_cli.sandbox.github.api.collection import Collection
from aegis_cli.sandbox.github.api.members import Members

Row: TypeAlias = Collection | Members | Change
