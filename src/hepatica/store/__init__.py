"""The record on disk: two chains of events that only grow, and rows projected from them in the same transaction."""
