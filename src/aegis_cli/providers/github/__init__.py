"""What GitHub is: its protocol, its answers, its errors, its tokens and its actions. Pure."""
