"""What a design says of itself on paper: one page for an ethics committee, and the statistical appendix."""
