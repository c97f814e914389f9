"""The form page: every form of the study, rendered from its definition and saved field by field."""
