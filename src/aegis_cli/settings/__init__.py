"""The environment, one file and the command line as frozen values, checked. Pure."""
