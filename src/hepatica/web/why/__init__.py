"""Why is it this number? The page every value can open."""
