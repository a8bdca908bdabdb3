"""Django settings, urls and entry points of a node."""
