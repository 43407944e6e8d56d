"""What answers, channels and groups are called on pages of results."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from participation.consultations.rules import SOMETHING_ELSE, Kind
from participation.equality.rules import PREFER_NOT_TO_SAY, bank
from participation.kernel.languages import said
from participation.responses.forms import agreement_words
from participation.results.rules import QuestionAsked, wordings_of
from participation.results.rules.crossing import NOT_SAID, Across
from participation.web.govuk import language_name


def not_a_sample() -> str:
    """What every figure says of those who are counted."""
    return _("These are the people who chose to answer, not a sample of residents.")


def channel_words() -> dict[str, str]:
    """How replies come."""
    return {
        "web": _("Website"),
        "paper": _("Paper"),
        "telephone": _("Telephone"),
        "email": _("E-mail"),
        "letter": _("Letter"),
        "petition": _("Petition"),
        "event": _("Event"),
        "import": _("Imported"),
    }


def kind_words() -> dict[str, str]:
    """For whom people reply."""
    return {
        "resident": _("For themselves"),
        "representative": _("On behalf of someone"),
        "organisation": _("For an organisation"),
    }


def option_words(question: QuestionAsked) -> dict[str, str]:
    """What each answer of a question is called; a number is itself."""
    words = {option.code: said(option.words) for option in question.options}
    words[SOMETHING_ELSE] = _("Something else")
    if question.kind in {Kind.AGREEMENT, Kind.MATRIX}:
        words |= agreement_words()
    return words


def row_words(question: QuestionAsked) -> dict[str, str]:
    """What each statement of a matrix says."""
    return {row.code: said(row.words) for row in question.rows}


def across_title(across: Across, other: QuestionAsked | None) -> str:
    """What stands across the top of a table."""
    known = {
        "channel": _("How they replied"),
        "kind": _("For whom they replied"),
        "language": _("Language of the reply"),
        "area": _("Area"),
    }
    if across.name in known:
        return known[across.name]
    if across.equality:
        question = bank().get(across.equality)
        return said(question.name) if question else across.equality
    assert other is not None
    title = said(other.wording)
    return f"{title} – {row_words(other).get(across.row, across.row)}" if across.row else title


def across_words(
    across: Across, other: QuestionAsked | None, areas: Mapping[str, str]
) -> dict[str, str]:
    """What each column is called, in order; columns that turn up besides go by their code."""
    not_said = _("Not said")
    if across.name == "channel":
        return channel_words()
    if across.name == "kind":
        return kind_words()
    if across.name == "language":
        return {code: language_name(code) for code in ("en", "cy")}
    if across.name == "area":
        return {**areas, NOT_SAID: not_said}
    if across.equality:
        question = bank().get(across.equality)
        every = question.every_choice if question else ()
        return {
            **{str(one.code): said(one.words) for one in every if one.code != PREFER_NOT_TO_SAY},
            str(PREFER_NOT_TO_SAY): _("Prefer not to say"),
            NOT_SAID: not_said,
        }
    assert other is not None
    if other.kind == Kind.MAP_PIN:
        return {**areas, NOT_SAID: not_said}
    words = option_words(other)
    codes = other.codes
    if other.kind == Kind.SCALE:
        least = min(int(version.limits.least or 1) for version in other.versions)
        most = max(int(version.limits.greatest or 10) for version in other.versions)
        codes = tuple(str(number) for number in range(least, most + 1))
    return {**{code: words.get(code, code) for code in codes}, NOT_SAID: not_said}


def percent(share: float | None) -> str:
    """A share in whole per cent; a dash where there is none to tell."""
    if share is None:
        return "–"
    whole = round(100 * share)
    return f"{whole}%"


def number(value: float, places: int = 1) -> str:
    """A number with its thousands apart and as few decimals as it needs."""
    return str(format_decimal(round(value, places), f"#,##0.{'#' * places}"))


def base_words(base: int) -> str:
    """How many answered."""
    return ngettext(
        "%(num)s reply answered this question.", "%(num)s replies answered this question.", base
    )


def version_notes(question: QuestionAsked) -> list[str]:
    """That a question was asked in several wordings, with each of them."""
    return [
        _(
            "%(number)s answered version %(version)s of the question: “%(wording)s”",
            number=version.answered,
            version=version.number,
            wording=said(version.wording),
        )
        for version in wordings_of(question)
    ]


def label_of(question: QuestionAsked, code: str, words: Mapping[str, str]) -> str:
    """An option's words, with that it is offered no longer."""
    text = words.get(code, code)
    if question.offered_now(code):
        return text
    return _("%(option)s (no longer offered)", option=text)


def notes_of(question: QuestionAsked, base: int, *more: str) -> list[str]:
    """Who answered, after what else is to be told."""
    return [*more, f"{base_words(base)} {not_a_sample()}"]
