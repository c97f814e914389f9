"""Keeping the record: backups, restores, moves from one database to another, archives that need no program."""
