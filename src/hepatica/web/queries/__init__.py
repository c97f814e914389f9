"""Queries, verification against the source, and listings that become queries."""
