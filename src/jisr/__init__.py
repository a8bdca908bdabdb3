"""jisr: the software on which a permanent joint migration group works."""
