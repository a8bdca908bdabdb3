"""A dossier on paper: what it says, in the reader's language, and the PDF that is set from it.

The same dossier in the same language at the same moment gives the same bytes: no clock, no network, no font of the
machine is asked.
"""
