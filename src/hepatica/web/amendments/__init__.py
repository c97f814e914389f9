"""Versions of the protocol, re-consent and deviations."""
