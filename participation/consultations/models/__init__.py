"""Tables of consultations: what is asked, in which versions."""

from participation.consultations.models.consultations import Consultation, ConsultationMission
from participation.consultations.models.previews import PreviewLink
from participation.consultations.models.questions import Question, QuestionVersion, Section

__all__ = [
    "Consultation",
    "ConsultationMission",
    "PreviewLink",
    "Question",
    "QuestionVersion",
    "Section",
]
