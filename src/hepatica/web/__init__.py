"""Screens: one vertical slice each, in the frame they share."""
