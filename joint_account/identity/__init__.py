"""People and their sessions: who is asking."""
