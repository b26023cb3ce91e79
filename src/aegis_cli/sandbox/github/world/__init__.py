"""What the sandbox's GitHub holds: people, repositories, and all that is in them."""
