"""Filters by which templates say values in the reader's language."""
