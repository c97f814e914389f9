"""The next trial in the browser: designs begun, answered, changed, kept, compared, played in worlds and taken away."""
