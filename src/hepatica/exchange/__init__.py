"""Other people's formats, to and from values."""
