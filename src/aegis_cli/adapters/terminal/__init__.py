"""The person at the terminal: what is shown, what is asked, what is piped in."""
