"""Words that several procedures share: dimensions, sub-committees, parties' codes."""

from jisr.base import N_
from jisr.rules import EACH

# The twelve dimensions are those of the labelled corpus of communiqués.
DIMENSIONS = (
    ("operational", N_("Operational cooperation")),
    ("border", N_("Borders and rescue at sea")),
    ("return", N_("Return and reintegration")),
    ("regular", N_("Regular migration and mobility")),
    ("minors", N_("Unaccompanied minors")),
    ("diaspora", N_("Community abroad")),
    ("regional", N_("Regional and triangular cooperation")),
    ("information", N_("Exchange of information")),
    ("capacity", N_("Training and institutions")),
    ("funding", N_("Funding")),
    ("protection", N_("Protection and rights")),
    ("governance", N_("The group itself")),
)
# The standing set proposed in the practice of such groups [P].
SUB_COMMITTEES = (
    ("sc1", N_("Minors and child protection")),
    ("sc2", N_("Mobility and labour")),
    ("sc3", N_("Operational cooperation and information")),
    ("sc4", N_("Return of adults, with guarantees")),
    ("sc5", N_("Protection, asylum, victims")),
    ("sc6", N_("Triangular cooperation and training")),
    ("sc7", N_("Diaspora and integration")),
    ("sc8", N_("Data protection, statistics and evaluation")),
)
OWNERS = (
    ("all", N_("All parties")),
    ("mar", N_("Morocco")),
    ("esp", N_("Spain")),
    ("nld", N_("Netherlands")),
)
LANGUAGES = (
    ("ar", N_("Arabic")),
    ("en", N_("English")),
    ("es", N_("Spanish")),
    ("fr", N_("French")),
    ("nl", N_("Dutch")),
)
MANDATES = (
    ("co_chair", N_("Co-chair")),
    ("secretariat", N_("Secretariat")),
    ("delegate", N_("Delegate")),
)
LEAD = ("co_chair", "secretariat")
ANYBODY = ("co_chair", "secretariat", "delegate")
# Every party is a side, and alike.
BY_LEAD = {EACH: LEAD}
BY_ALL = {EACH: ANYBODY}
