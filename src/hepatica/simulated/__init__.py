"""A whole trial of virtual patients, played through the one write path: what a trial would record if the world were so."""
