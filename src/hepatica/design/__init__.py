"""The next trial: the design as a value, its decisions, virtual patients, and what a design would show in named worlds."""
