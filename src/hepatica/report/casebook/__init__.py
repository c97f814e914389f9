"""The study on paper: the blank casebook for the day the system is down, and the annotated case report form."""
