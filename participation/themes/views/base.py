"""What the pages of this room share."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from flask import Blueprint, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from participation.consultations.models import Question
from participation.extensions import reading, transaction
from participation.kernel import clock
from participation.kernel.actors import Permission
from participation.kernel.errors import NotAllowed, NotFound
from participation.themes import queries, services
from participation.themes.models import Codebook
from participation.web.access import current_actor

bp = Blueprint("themes", __name__, url_prefix="/staff")

PROBLEMS = {
    "not_free_text": _l("Only answers in people’s own words can be grouped."),
    "no_answers": _l("Nobody has answered this question yet, so there is nothing to group."),
    "trial": _l("This is a trial, and its answers are never grouped."),
    "settled": _l("This list is settled. Start a new version to change it."),
    "label_missing": _l("Every theme needs a name. Enter one."),
    "label_twice": _l("Two themes have the same name. Rename one, or put them together."),
    "welsh_missing": _l("Every theme needs a name in Welsh. Open each one and add it."),
    "nothing_to_merge": _l("Choose a theme to put this one into."),
    "not_in_this_list": _l("That theme is no longer in this list. Choose another."),
    "theme_has_answers": _l("Answers are still in this theme. Put it into another one instead."),
    "into_itself": _l("A theme can’t be put into itself. Choose another."),
    "themes_or_state": _l("Tick themes, or choose why it belongs to none, but not both."),
    "choose_somewhere": _l("Tick at least one theme, or say why it belongs to none."),
    "not_by_hand": _l("Choose a theme, ‘something else’ or ‘gives no reason’."),
    "unknown_theme": _l("One of those themes is no longer in the list. Choose again."),
    "unknown_answer": _l("This answer is not in the list. Group the answers again."),
    "still_open": _l(
        "The consultation is open, or closed less than 15 minutes ago. Settle the list after that."
    ),
    "undecided_left": _l(
        "Some answers are still to be read. Place each one, or put the rest in ‘something else’."
    ),
    "not_accounted": _l("Some answers came in after the last grouping. Group the answers again."),
    "already_settled": _l("This list is already settled."),
    "not_settled": _l("This list isn’t settled yet, so it can be changed as it is."),
    "reason_missing": _l("Say why the list needs to change."),
    "not_agreed": _l("Whoever wrote this didn’t agree to be quoted. Choose another answer."),
    "words_hidden": _l("Some of these words are hidden. Choose another answer to quote."),
    "earlier_gone": _l("What was learnt from that question is no longer kept. Choose another."),
    "not_under_way": _l("That grouping is over already."),
    "no_grouping": _l("There is no finished grouping to take over. Group the answers first."),
    "already_taken_over": _l("The list is made from that grouping already."),
    "no_parts": _l("The computer found nothing narrower inside this theme."),
    "kind_handled": _l("Somebody has dealt with that suggestion already."),
    "not_in_this_theme": _l("That answer was moved elsewhere. Choose another one to quote."),
}


def sentences(problems: Iterable[str]) -> list[str]:
    """Each problem's code as a sentence that says what to do."""
    return [str(PROBLEMS[code]) for code in problems]


def page_number() -> int:
    """The page of a list asked for; 1 when it isn't a number."""
    raw = request.args.get("page", "1")
    return max(1, min(int(raw), 100_000)) if raw.isascii() and raw.isdigit() else 1


def enter(session: Session, question_id: UUID, permission: Permission) -> Question:
    """The question, if this actor may; a look before closing is recorded, or refused to leaders."""
    question = queries.question(session, question_id)
    actor = current_actor()
    actor.require(permission, on=question.consultation)
    consultation = question.consultation
    closed = consultation.closes_at is not None and clock.now(session) >= consultation.closes_at
    if not closed and consultation.hide_results:
        if not actor.may(Permission.THEME_REVIEW, on=consultation):
            raise NotAllowed("results:early")
        with transaction() as writing:
            services.log_reading(
                writing, actor=actor, consultation=consultation, question_id=question_id
            )
        question = queries.question(session, question_id)
    return question


def codebook_or_404(codebook: Codebook | None) -> Codebook:
    """The list, or a page saying there is none."""
    if codebook is None:
        raise NotFound
    return codebook


def state_words() -> dict[str, str]:
    """What each state is called on screen."""
    return {
        "coded": _("Given a theme"),
        "other": _("Something else"),
        "no_reason": _("Gives no reason"),
        "undecided": _("Still to read"),
        "not_analysed": _("Not grouped"),
        "later": _("Came in after the list was settled"),
    }


def reason_words() -> dict[str, str]:
    """Why an answer is in a state, on screen."""
    return {
        "blank": _("it is empty"),
        "no_words": _("there are no words in it"),
        "nothing_to_add": _("it says there is nothing to add"),
        "as_before": _("it points to another answer"),
        "do_not_know": _("it says they don’t know"),
        "bare_verdict": _("it says yes or no, and not why"),
        "too_few_to_group": _("there are too few answers to group: read them"),
        "no_known_word": _("no other answer shares a word with it"),
        "unlike_any_theme": _("it is unlike every theme"),
        "theme_gone": _("its theme is no longer in the list"),
        "arrived_later": _("it came in after the grouping"),
        "rest_to_other": _("somebody put all that were left here"),
    }


def notice_words() -> dict[str, str]:
    """What a run has to say of itself, on screen."""
    return {
        "too_few_to_group": _(
            "There were fewer than 30 different answers. Grouping so few says less than reading "
            "them: they are listed so that like follows like."
        ),
        "no_sentence_encoder": _(
            "The reader of whole sentences is not installed, so answers were grouped by their "
            "words alone. Answers in different languages stand apart."
        ),
        "no_word_table": _(
            "The table of word meanings is not installed, so only answers that share words were "
            "grouped together."
        ),
        "welsh_by_word_list": _(
            "Answers in Welsh were read through a list of everyday words, so that they stand with "
            "English ones about the same thing. Words not on the list were matched as written."
        ),
        "points_of_some_only": _(
            "There were very many different answers. Beyond the first 100,000, each counts as "
            "making one point."
        ),
        "long_answers_cut": _(
            "Some answers are very long. Of each, the first 10,000 characters were read."
        ),
    }


def step_words() -> dict[str, str]:
    """What a run is doing, on screen."""
    return {
        "reading": _("Reading the answers"),
        "encoding": _("Working out what they say"),
        "grouping": _("Grouping those that say the same"),
        "coding": _("Giving each answer its themes"),
        "naming": _("Naming the themes"),
    }


def found_again(stability: float | None) -> str:
    """How often re-runs found a theme again, in words."""
    if stability is None:
        return ""
    return _("Found again in %(n)s of 10 re-runs", n=round(stability * 10))


__all__ = [
    "bp",
    "codebook_or_404",
    "enter",
    "found_again",
    "notice_words",
    "page_number",
    "reading",
    "reason_words",
    "sentences",
    "state_words",
    "step_words",
]
