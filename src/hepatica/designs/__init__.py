"""Designs the program brings along, as data: a place to begin, every number with its source."""
