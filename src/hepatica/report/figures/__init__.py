"""The pictures of the trial: each module turns plain values into one `Figure`."""
