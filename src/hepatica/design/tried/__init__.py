"""A design played in named worlds: how often each of its questions is answered yes, in whom it harms, what it would choose."""
