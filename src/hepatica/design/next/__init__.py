"""The successor's rules put to the liver: the questions a 2 × 2 can ask, controls borrowed, endpoints, and their limits."""
