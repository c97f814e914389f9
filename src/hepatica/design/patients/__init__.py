"""Virtual patients: where they start, how they go, and what happens to them on the way."""
