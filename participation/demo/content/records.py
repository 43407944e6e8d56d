"""What the demo's content is made of: plain frozen values, as they're read from its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Words = Mapping[str, str]
"""The same words in each language: ``{"en": ..., "cy": ...}``."""


@dataclass(frozen=True)
class Section:
    """A heading of a notice, and the paragraphs under it."""

    heading: Words
    paragraphs: tuple[Words, ...]


@dataclass(frozen=True)
class Page:
    """A whole notice, such as the privacy notice."""

    sections: tuple[Section, ...]

    def text(self, language: str) -> str:
        """The notice in one language, as plain text whose headings start with ``## ``."""
        parts: list[str] = []
        for section in self.sections:
            parts.append(f"## {section.heading[language]}")
            parts.extend(paragraph[language] for paragraph in section.paragraphs)
        return "\n\n".join(parts)

    def words(self, languages: tuple[str, ...] = ("en", "cy")) -> dict[str, str]:
        """The notice as plain text in each language."""
        return {language: self.text(language) for language in languages}


@dataclass(frozen=True)
class CouncilWords:
    """What the borough says of itself. ``domain`` is a reserved name that reaches nobody."""

    name: Words
    place: Words
    about: Words
    languages: tuple[str, ...]
    domain: str
    brand_colour: str
    link_colour: str
    email: str
    telephone: str
    contact: Words
    privacy_notice: Page
    accessibility_statement: Page


@dataclass(frozen=True)
class StaffMember:
    """Somebody who signs in. With no ``teams`` the role is held across the site.

    ``teams`` are keys of consultations; ``key`` is a handle for loaders and tests.
    """

    key: str
    name: str
    email: str
    role: str
    teams: tuple[str, ...]
    language: str
    title: Words


@dataclass(frozen=True)
class GoalStance:
    """A mission's part in one national goal, named by set and code."""

    goal_set: str
    code: str
    stance: str


@dataclass(frozen=True)
class MissionWords:
    """A mission of the borough."""

    key: str
    slug: str
    title: Words
    ambition: Words
    target: Words
    target_year: int
    lead_member: str
    lead_officer: str
    horizon: Words
    stances: tuple[GoalStance, ...]


@dataclass(frozen=True)
class OptionWords:
    """One thing to choose. Respondents' choices are these codes."""

    code: str
    words: Words


@dataclass(frozen=True)
class QuestionWords:
    """A question. An ``agreement`` question has no options here: its scale is the site's own.

    ``rows`` are a matrix's statements, ``limits`` as a column keeps them, ``section`` the key of
    one. A ``condition`` names earlier questions by key.
    """

    key: str
    kind: str
    wording: Words
    help: Words
    required: bool
    word_guide: int | None
    options: tuple[OptionWords, ...]
    rows: tuple[OptionWords, ...] = ()
    limits: Mapping[str, Any] = field(default_factory=dict)
    section: str | None = None
    condition: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class SectionWords:
    """A section of a consultation. Its ``condition`` names earlier questions by key."""

    key: str
    title: Words
    intro: Words
    together: bool
    condition: Mapping[str, Any] | None


@dataclass(frozen=True)
class ConsultationWords:
    """A consultation, in the ``stage`` it should be shown in.

    Days are counted from the day of loading; ``closes_in_days`` is the first day on which it is
    shut. Both are ``None`` for a draft. ``missions`` are keys of missions, the first one first.
    """

    key: str
    slug: str
    stage: str
    missions: tuple[str, ...]
    title: Words
    summary: Words
    could_change: Words
    already_decided: Words
    who_decides: Words
    minutes_needed: int
    your_words: Words
    decision_owner: str
    opens_in_days: int | None
    closes_in_days: int | None
    questions: tuple[QuestionWords, ...]
    sections: tuple[SectionWords, ...] = ()

    def question(self, key: str) -> QuestionWords:
        """The question with this key. Raises ``KeyError`` where there is none."""
        for question in self.questions:
            if question.key == key:
                return question
        raise KeyError(key)


@dataclass(frozen=True)
class KeyTheme:
    """A theme of the answer key: what answers were written to express."""

    code: str
    label: str
    description: str


@dataclass(frozen=True)
class Meant:
    """What one free-text answer was written to express: themes, weightiest first, and stance.

    ``stance`` is supports, opposes, mixed or unclear, or ``None`` where the question has none.
    """

    codes: tuple[str, ...]
    stance: str | None


@dataclass(frozen=True)
class Respondent:
    """One reply to the closed consultation, and its private answer key.

    It was sent ``day`` days after opening, ``minute`` minutes past local midnight. ``choices`` are
    codes of options and ``texts`` are words, both by key of question; a question that is missing
    was not answered. ``campaign`` names the letter that the reply was copied from.
    """

    id: str
    language: str
    channel: str
    kind: str
    organisation: str | None
    day: int
    minute: int
    campaign: str | None
    choices: Mapping[str, tuple[str, ...]]
    texts: Mapping[str, str]
    key: Mapping[str, Meant]


@dataclass(frozen=True)
class SettledTheme:
    """A theme as an officer settled it, and the codes of the answer key that it takes in."""

    code: str
    label: str
    label_cy: str
    description: str
    takes: tuple[str, ...]


@dataclass(frozen=True)
class ThemeRef:
    """A settled theme, by question and code."""

    question: str
    code: str


@dataclass(frozen=True)
class AmbitionWords:
    """What local people want under a mission. Ranks start at 1 in each mission."""

    key: str
    mission: str
    title: Words
    rank: int
    rank_reason: str
    themes: tuple[ThemeRef, ...]


@dataclass(frozen=True)
class DecisionWords:
    """A decision on an ambition, and the public answer to those who asked for it."""

    key: str
    ambition: str
    themes: tuple[ThemeRef, ...]
    outcome: str
    will_do: Words
    because: Words
    owner: str
    due_in_days: int | None
    passed_to: str
    answer_by_in_days: int | None
    route: str
    report_link: str
    decided_in_days: int
    you_said: Words
    we_did: Words


@dataclass(frozen=True)
class DemoContent:
    """Everything that the made-up borough says, asks, is told and answers.

    ``themes`` is the answer key's list and ``codebooks`` the settled one, both by key of question.
    ``goals`` is what the national goals file holds, in the form that the missions room reads.
    """

    council: CouncilWords
    staff: tuple[StaffMember, ...]
    goals: tuple[Mapping[str, object], ...]
    missions: tuple[MissionWords, ...]
    consultations: tuple[ConsultationWords, ...]
    respondents: tuple[Respondent, ...]
    themes: Mapping[str, tuple[KeyTheme, ...]]
    codebooks: Mapping[str, tuple[SettledTheme, ...]]
    ambitions: tuple[AmbitionWords, ...]
    decisions: tuple[DecisionWords, ...]

    def consultation(self, key: str) -> ConsultationWords:
        """The consultation with this key. Raises ``KeyError`` where there is none."""
        for consultation in self.consultations:
            if consultation.key == key:
                return consultation
        raise KeyError(key)

    @property
    def answered(self) -> ConsultationWords:
        """The closed consultation: the one that the respondents answered."""
        return self.consultation("corn-street")
