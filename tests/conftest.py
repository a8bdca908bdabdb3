"""What the tests read of commands is English, whoever runs them."""

import os

os.environ["LANGUAGE"] = "en"
