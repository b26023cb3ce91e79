"""The GraphQL API of the sandbox's GitHub."""
