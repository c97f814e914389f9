"""Cell products: lineage from collection to infusion, release against specification, custody, dose, late results."""
