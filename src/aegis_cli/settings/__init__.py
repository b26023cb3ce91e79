"""The settings: environment variables, one file and the command line as frozen values. Pure."""
