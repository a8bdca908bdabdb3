"""Verbs: what a node does. Pages, commands and the exchange act through these only."""
