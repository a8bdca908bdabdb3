"""Nodes as they run: real processes, real files, real sockets, and what must not break them."""
