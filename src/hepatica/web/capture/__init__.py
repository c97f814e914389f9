"""Where data come in: the matrix, the participant, the form."""
