"""The cell laboratory's screens: products, pedigree, lots, letters; and the bedside."""
