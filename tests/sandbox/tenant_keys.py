"""The keys of the tenants of these tests, which are made before the tests are spread over forks."""

from aegis_cli.sandbox.auth0.keys import Keys

KEYS = Keys.generate()
