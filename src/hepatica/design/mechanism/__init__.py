"""A small model of how cells could act: it makes hypotheses and no recommendation."""
