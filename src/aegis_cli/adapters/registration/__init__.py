"""A new App of ours at a provider: its code is converted in a process of its own."""
