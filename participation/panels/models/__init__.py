"""Tables of citizen panels."""

from participation.panels.models.draws import Membership, MembershipEvent, SelectionRun
from participation.panels.models.panels import Panel, PanelCategory, PanelFeature, PanelMission
from participation.panels.models.register import Registrant, RegistrantFeature

__all__ = [
    "Membership",
    "MembershipEvent",
    "Panel",
    "PanelCategory",
    "PanelFeature",
    "PanelMission",
    "Registrant",
    "RegistrantFeature",
    "SelectionRun",
]
