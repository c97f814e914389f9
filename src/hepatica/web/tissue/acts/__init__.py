"""What may be recorded of a liver specimen: made, handed over, coded for masked reading, unmasked."""
