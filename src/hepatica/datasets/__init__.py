"""What the record says, as values ready for a table, a figure or a screen: derived from a state, never stored."""
