"""Papers of the cell laboratory and the bedside: labels, certificates, letters, the sheet for a silent network, the batch record."""
