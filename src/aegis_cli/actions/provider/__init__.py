"""The provider of an action, as everything outside `providers/` sees it."""
