"""One participant: status, profile, visits, logs, identity, trail."""
