"""What can be done at GitHub: one class per action, in a folder for each toolset. Pure.

An action stands in the module of its noun. Where a noun has many, what is about a part of the thing
stands in a module called so, as `issues.add_labels` in `issues/issue_labels.py`, and what changes
the thing itself in `issues/issue_changes.py`.
"""
