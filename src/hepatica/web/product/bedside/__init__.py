"""The bedside: two scans compared, the infusion by the minute."""
