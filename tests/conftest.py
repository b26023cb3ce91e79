"""What holds for every test."""

from hypothesis import settings

# How long an example takes says more of the machine than of aegis.
settings.register_profile("aegis", deadline=None)
settings.load_profile("aegis")
