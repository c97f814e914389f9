"""Freeze, lock and unlock, with the checklist."""
