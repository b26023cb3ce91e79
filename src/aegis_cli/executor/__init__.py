"""Where the GitHub token is: a child process of our own, or a broker."""
