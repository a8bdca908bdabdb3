"""Vectors: whole cases as data, so that another implementation can be held against them (protocol 10)."""
