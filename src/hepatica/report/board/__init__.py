"""The board's pack: what a data and safety monitoring board reads before it decides, as of a cut."""
