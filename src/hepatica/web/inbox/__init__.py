"""The investigator's inbox: what changed since the last signature, one re-authentication, many signatures."""
