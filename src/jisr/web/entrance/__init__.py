"""Signing in: allauth's stages and second factors, as this node has them. Nothing else of the node is known here."""
