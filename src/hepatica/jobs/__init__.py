"""Background work: outputs that take longer than a page should."""
