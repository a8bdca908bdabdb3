"""A party's node: the Django application that keeps what was said and acts for officers.

Pages and commands go through `services` (verbs) and `queries` (nouns) only.
"""
