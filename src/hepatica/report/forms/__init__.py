"""The regulators' forms, filled from one case: definitions are data, what a line says is read off the record."""
