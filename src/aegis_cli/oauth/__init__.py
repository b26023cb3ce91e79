"""How we sign in: OAuth as pure flows, for a public client. No I/O and no clock."""
