"""What the supervisor starts besides the web server."""
