"""Who uses the trial: accounts, the roles they hold, and the site's own list of who the participants are."""
