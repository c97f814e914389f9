"""The study's estimands, computed: what came in between, the variable of every participant, the methods' answers."""
