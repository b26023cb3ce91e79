"""What stands between programs that know nothing of aegis, and a session: pure decisions."""
