"""x"""

MISTAKES = ()


class Mistake:
    pass


made = None
