"""Named worlds: what the cells do, supposed and not known, so that a design can be tried in each."""
