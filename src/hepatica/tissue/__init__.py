"""Liver CD34: counts with their intervals, stained sections quantified, flow-cytometry gating, masked reading."""
