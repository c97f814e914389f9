"""People: accounts, the delegation log, sessions, registers."""
