"""Rules that choose the next dose: tables worked out beforehand where a design has them, quadrature where it has a model."""
