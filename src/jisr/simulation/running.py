"""x"""


class Outcome:
    pass


class Tally:
    pass


found_by = run = run_many = None
