"""Alerts reached from a message: one tap says that somebody has it."""
