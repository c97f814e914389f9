"""The audit trail as sentences: one for every kind of fact, with the person's name, what was before, and why."""
