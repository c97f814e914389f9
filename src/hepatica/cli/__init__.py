"""The ``hepatica`` command, one module for each family of commands; ``main`` puts them together."""
