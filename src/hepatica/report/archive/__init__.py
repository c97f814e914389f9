"""The archive: the whole trial as pages that any browser reads from a disk, in twenty years, with no server and no script."""
