"""Nouns: what a node can show, as typed values. Read only."""
