"""The reading room: masked readers see a code, its picture and their own readings, and nothing else of the trial."""
