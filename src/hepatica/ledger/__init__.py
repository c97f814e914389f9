"""What happened: events, the chain that binds them, and the state they fold into."""
