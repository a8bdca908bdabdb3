"""A federation in one process, from one seed."""
