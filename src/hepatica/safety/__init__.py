"""Adverse events as the protocol defines them: a rule proposes, a clinician decides."""
