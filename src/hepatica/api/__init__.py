"""The programming interface: one write, ``POST /commands``, and the reads a script needs."""
