"""How dates and times are written in each language: days in words, the clock of 24 hours."""
