"""The words of a made-up bilingual borough: what it asks, what 507 people said, what it decided.

``load()`` reads them all from the files beside this one. They are the project's own, sentence by
sentence; each free-text answer comes with a private key of what it was written to express, so that
methods can be scored. Nothing here touches a database.

>>> from participation.demo import content
>>> content.load().council.name["cy"]
'Cyngor Bwrdeistref Marchwern'
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import Any

from participation.demo.content.records import (
    AmbitionWords,
    ConsultationWords,
    CouncilWords,
    DecisionWords,
    DemoContent,
    GoalStance,
    KeyTheme,
    Meant,
    MissionWords,
    OptionWords,
    Page,
    QuestionWords,
    Respondent,
    Section,
    SectionWords,
    SettledTheme,
    StaffMember,
    ThemeRef,
    Words,
)

__all__ = [
    "AmbitionWords",
    "ConsultationWords",
    "CouncilWords",
    "DecisionWords",
    "DemoContent",
    "GoalStance",
    "KeyTheme",
    "Meant",
    "MissionWords",
    "OptionWords",
    "Page",
    "QuestionWords",
    "Respondent",
    "Section",
    "SectionWords",
    "SettledTheme",
    "StaffMember",
    "ThemeRef",
    "Words",
    "load",
]

Raw = dict[str, Any]


@lru_cache(maxsize=1)
def load() -> DemoContent:
    """Read the whole of the demo's content. The same value is handed out each time."""
    settled = _read("settled.json")
    return DemoContent(
        council=_council(_read("council.json")),
        staff=tuple(
            StaffMember(**{**one, "teams": tuple(one["teams"])}) for one in _read("staff.json")
        ),
        goals=tuple(_read("national_goals.json")),
        missions=tuple(_mission(one) for one in _read("missions.json")),
        consultations=tuple(
            _consultation(one)
            for one in (
                *_read("consultations.json"),
                _read("parks.json")["consultation"],
                _read("square.json")["consultation"],
            )
        ),
        respondents=tuple(
            _respondent(json.loads(line)) for line in _text("respondents.jsonl").splitlines()
        ),
        themes={
            question: tuple(KeyTheme(**one) for one in themes)
            for question, themes in _read("themes.json").items()
        },
        codebooks={
            question: tuple(_settled(one) for one in themes)
            for question, themes in settled["codebooks"].items()
        },
        ambitions=tuple(
            AmbitionWords(**{**one, "themes": _refs(one)}) for one in settled["ambitions"]
        ),
        decisions=tuple(
            DecisionWords(**{**one, "themes": _refs(one)}) for one in settled["decisions"]
        ),
    )


def _text(name: str) -> str:
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


def _read(name: str) -> Any:
    return json.loads(_text(name))


def _page(raw: list[Raw]) -> Page:
    return Page(tuple(Section(one["heading"], tuple(one["paragraphs"])) for one in raw))


def _council(raw: Raw) -> CouncilWords:
    return CouncilWords(
        **{
            **raw,
            "languages": tuple(raw["languages"]),
            "privacy_notice": _page(raw["privacy_notice"]),
            "accessibility_statement": _page(raw["accessibility_statement"]),
        }
    )


def _mission(raw: Raw) -> MissionWords:
    return MissionWords(**{**raw, "stances": tuple(GoalStance(**one) for one in raw["stances"])})


def _question(raw: Raw) -> QuestionWords:
    listed = {
        name: tuple(OptionWords(**one) for one in raw.get(name, ())) for name in ("options", "rows")
    }
    return QuestionWords(**{"word_guide": None, **raw, **listed})


def _consultation(raw: Raw) -> ConsultationWords:
    return ConsultationWords(
        **{
            **raw,
            "missions": tuple(raw["missions"]),
            "questions": tuple(_question(one) for one in raw["questions"]),
            "sections": tuple(SectionWords(**one) for one in raw.get("sections", ())),
        }
    )


def _respondent(raw: Raw) -> Respondent:
    return Respondent(
        **{
            **raw,
            "choices": {question: tuple(codes) for question, codes in raw["choices"].items()},
            "key": {
                question: Meant(tuple(meant["codes"]), meant["stance"])
                for question, meant in raw["key"].items()
            },
        }
    )


def _settled(raw: Raw) -> SettledTheme:
    rest = {name: value for name, value in raw.items() if name != "from"}
    return SettledTheme(**rest, takes=tuple(raw["from"]))


def _refs(raw: Raw) -> tuple[ThemeRef, ...]:
    return tuple(ThemeRef(question, code) for question, code in raw["themes"])
