"""The parts of the study report, one module each: from a dossier to blocks."""
