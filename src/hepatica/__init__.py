"""Hepatica runs an early-phase cell-therapy trial from protocol to report."""

__version__ = "0.6.0"
