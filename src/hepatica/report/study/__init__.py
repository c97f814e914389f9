"""The study report: what the record says at a cut, as tables, figures and pages."""
