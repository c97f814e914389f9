"""Finding the dose of cells: each family of rule as a value, what is known at a moment, and the recommendation that follows."""
