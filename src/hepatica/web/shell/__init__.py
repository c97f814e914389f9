"""The frame every screen stands in, and the vocabulary its parts are drawn with."""
