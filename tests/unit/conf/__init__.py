"""Tests of jisr.conf."""
