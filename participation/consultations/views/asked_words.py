"""Questions and their problems in words: what bounds an answer, what is wrong and where to mend."""

from __future__ import annotations

from uuid import UUID

from flask import url_for
from flask_babel import format_date, format_decimal
from flask_babel import gettext as _

from participation.consultations import queries
from participation.consultations.rules import Asked, Kind
from participation.extensions import reading
from participation.kernel.languages import said
from participation.web.words import named


def bounds(question: Asked) -> list[str]:
    """What bounds an answer to this question, one short phrase for each limit."""
    limits, found = question.limits, list[str]()
    if limits.something_else:
        found.append(_("“Something else” can be chosen"))
    if limits.most is not None:
        found.append(
            _("The first %(most)s are put in order", most=limits.most)
            if question.kind == Kind.RANKING
            else _("At most %(most)s can be chosen", most=limits.most)
        )
    if limits.total is not None:
        found.append(
            _(
                "%(total)s %(unit)s to share out",
                total=format_decimal(limits.total),
                unit=said(limits.unit),
            ).strip()
        )
    if question.kind == Kind.SCALE:
        found.append(
            _(
                "From %(low)s to %(high)s",
                low=_end(limits.least, said(limits.low)),
                high=_end(limits.greatest, said(limits.high)),
            )
        )
    elif limits.least is not None or limits.greatest is not None:
        found += [
            _("At least %(number)s", number=format_decimal(limits.least))
            for _one in range(limits.least is not None)
        ]
        found += [
            _("At most %(number)s", number=format_decimal(limits.greatest))
            for _one in range(limits.greatest is not None)
        ]
    if question.kind == Kind.NUMBER and said(limits.unit):
        found.append(_("Counted in %(unit)s", unit=said(limits.unit)))
    if limits.earliest:
        found.append(_("From %(day)s", day=format_date(limits.earliest, "long")))
    if limits.latest:
        found.append(_("Until %(day)s", day=format_date(limits.latest, "long")))
    if question.word_guide:
        found.append(_("About %(number)s words", number=question.word_guide))
    return found


def _end(number: float | None, meaning: str) -> str:
    shown = "?" if number is None else format_decimal(number)
    return f"{shown} ({meaning})" if meaning else shown


def problem_of_a_question(consultation_id: UUID, code: str) -> tuple[str, str] | None:
    """A problem of a question or of the route as a sentence, and the address where it is mended.

    ``None`` for a problem that is about something else.
    """
    kind, _colon, rest = code.partition(":")
    number, _colon, language = rest.partition(":")
    if kind == "question_language":
        words = _(
            "Write all of question %(number)s in %(language)s too",
            number=number,
            language=named(language),
        )
        return words, _question(consultation_id, int(number), f"#wording_{language}")
    about = {
        "few_options": (_("Give question %(number)s at least two options", number=number), ""),
        "few_rows": (_("Give question %(number)s at least one statement", number=number), ""),
        "no_total": (
            _("Say what the amounts of question %(number)s must add up to", number=number),
            "#total",
        ),
        "no_ends": (
            _("Set the lowest and the highest point of question %(number)s", number=number),
            "#least",
        ),
    }
    if kind in about:
        words, anchor = about[kind]
        return words, _question(consultation_id, int(number), anchor)
    route = {
        "route_gone": _(
            "Question %(number)s depends on a question that is no longer asked: change who is"
            " asked it",
            number=number,
        ),
        "route_later": _(
            "Question %(number)s depends on an answer that nobody has given yet when they come to"
            " it: move it to a later page, or change who is asked it",
            number=number,
        ),
        "route_option": _(
            "Question %(number)s depends on an answer that is not offered: change who is asked it",
            number=number,
        ),
        "route_kind": _(
            "Question %(number)s depends on something that the earlier question can’t tell: change"
            " who is asked it",
            number=number,
        ),
        "route_never": _(
            "Nobody can ever come to question %(number)s, whatever they answer: change who is"
            " asked it",
            number=number,
        ),
    }
    if kind in route:
        return route[kind], _condition(consultation_id, int(number))
    if kind == "section_language":
        words = _(
            "Write all of section %(number)s in %(language)s too",
            number=number,
            language=named(language),
        )
        return words, _section(consultation_id, int(number), f"#title_{language}")
    if kind == "empty_section":
        words = _(
            "Section %(number)s has no question, so people would see an empty page: put one in"
            " it, or take the section away",
            number=number,
        )
        return words, _section(consultation_id, int(number), "")
    return None


def _question(consultation_id: UUID, number: int, anchor: str) -> str:
    asked = queries.asked(reading(), consultation_id)
    if number > len(asked):  # taken out since the problem was found
        return url_for("consultations.show", consultation_id=consultation_id)
    address = url_for(
        "consultations.edit_question",
        consultation_id=consultation_id,
        question_id=asked[number - 1].question_id,
    )
    return address + anchor


def _condition(consultation_id: UUID, number: int) -> str:
    """Where to say who is asked a question: at the question, or at its section if that decides."""
    session = reading()
    asked = queries.asked(session, consultation_id)
    if number > len(asked):
        return url_for("consultations.route", consultation_id=consultation_id)
    question = asked[number - 1]
    if question.condition is None and question.section_id is not None:
        return url_for(
            "consultations.section_condition",
            consultation_id=consultation_id,
            section_id=question.section_id,
        )
    return url_for(
        "consultations.question_condition",
        consultation_id=consultation_id,
        question_id=question.question_id,
    )


def _section(consultation_id: UUID, number: int, anchor: str) -> str:
    sections = queries.sections(reading(), consultation_id)
    if number > len(sections):
        return url_for("consultations.show", consultation_id=consultation_id)
    address = url_for(
        "consultations.edit_section",
        consultation_id=consultation_id,
        section_id=sections[number - 1].section_id,
    )
    return address + anchor
