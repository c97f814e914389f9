"""The floor a save is measured beside: the least that a Django view with a session can do to store the same rows."""
