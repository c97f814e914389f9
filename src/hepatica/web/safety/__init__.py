"""Safety desk: proposed events to judge, the log by category, holds."""
