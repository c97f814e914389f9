"""ICH E2B(R3): a serious event of the trial as the message that safety databases and agencies exchange."""
