"""A case: one question at a time beside the regulator's form that fills itself."""
