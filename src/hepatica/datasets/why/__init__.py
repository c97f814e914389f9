"""Why is it this number? One function from a reference to inputs, events, people and version."""
