"""The record as an inspector reads it: the trail, the time slider, the reports about the trail itself."""
