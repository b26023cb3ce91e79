"""The services that aegis acts on, one package each; no other package knows a service."""
