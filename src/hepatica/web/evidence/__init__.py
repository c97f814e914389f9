"""The published evidence on the screen: answers, the trial beside it, synthesis, and every row with its source."""
