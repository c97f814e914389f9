"""What is recorded in the laboratory, each act a form of its own."""
