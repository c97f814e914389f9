"""Liver specimens from the core to the slide, and the masked reading room."""
