"""What may be of a panel: its stages, quotas from shares, who may put their name forward."""

from participation.panels.rules.members import (
    AFTER,
    CannotChangeMember,
    Outcome,
    Place,
    place_after,
)
from participation.panels.rules.panels import (
    CannotDraw,
    CannotPublish,
    CategoryDetails,
    FeatureDetails,
    Kind,
    PanelDetails,
    Stage,
    publication_problems,
    quota_problems,
    quotas_from_shares,
    read_shares,
    stage_of,
)
from participation.panels.rules.register import (
    CannotRegister,
    Contact,
    household_of,
    person_of,
    tidy_postcode,
)

__all__ = [
    "AFTER",
    "CannotChangeMember",
    "CannotDraw",
    "CannotPublish",
    "CannotRegister",
    "CategoryDetails",
    "Contact",
    "FeatureDetails",
    "Kind",
    "Outcome",
    "PanelDetails",
    "Place",
    "Stage",
    "household_of",
    "person_of",
    "place_after",
    "publication_problems",
    "quota_problems",
    "quotas_from_shares",
    "read_shares",
    "stage_of",
    "tidy_postcode",
]
