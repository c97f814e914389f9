"""``hepatica doctor``: is this installation fit to keep a trial? Each check is one small function that answers in sentences."""
