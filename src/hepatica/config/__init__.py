"""Settings, addresses and headers: how one trial folder becomes one running site."""
