"""What the protocol says: frozen models, loaded from a folder of YAML."""
