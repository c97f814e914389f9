"""Participants by visits."""
