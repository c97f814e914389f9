"""Edit checks: the clinician's language, its one door to the CEL engine, and the findings it gives."""
