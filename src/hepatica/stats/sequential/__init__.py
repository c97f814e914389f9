"""Looking at the data more than once: boundaries, spending, two stages, and what each costs."""
