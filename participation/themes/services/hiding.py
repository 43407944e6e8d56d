"""When words of an answer are hidden, they go from what the computer called its themes too."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.kernel.actors import SYSTEM
from participation.responses.models import Answer
from participation.responses.rules.redaction import without
from participation.themes import queries
from participation.themes.models import Codebook, SuggestedTheme, Theme, ThemeRun


def forget_hidden_words(session: Session, answer_id: UUID) -> int:
    """Take an answer's hidden words out of titles and phrases that the computer found.

    A title that a person wrote stays: they chose its words. Gives how many themes changed.
    """
    text, hidden = queries.quotable_text(session, answer_id)
    question_id = session.scalar(select(Answer.question_id).where(Answer.id == answer_id))
    if not hidden or question_id is None:
        return 0
    changed = 0
    suggested = session.scalars(
        select(SuggestedTheme)
        .join(ThemeRun, ThemeRun.id == SuggestedTheme.run_id)
        .where(ThemeRun.question_id == question_id)
    ).all()
    found = {theme.id: theme.label for theme in suggested}
    for theme in suggested:
        label = without(theme.label, text, hidden)
        phrases = [one for one in theme.keyphrases if without(str(one), text, hidden) == one]
        titles = {code: without(str(said), text, hidden) for code, said in theme.titles.items()}
        if (label, phrases, titles) != (theme.label, theme.keyphrases, theme.titles):
            theme.label, theme.keyphrases, theme.titles = label, phrases, titles
            changed += 1
    for theirs in session.scalars(
        select(Theme)
        .join(Codebook, Codebook.id == Theme.codebook_id)
        .where(Codebook.question_id == question_id, Theme.suggested_id.is_not(None))
    ):
        label = without(theirs.label, text, hidden)
        by_machine = theirs.label == found.get(theirs.suggested_id or answer_id, "")[:200]
        if by_machine and label != theirs.label:
            theirs.label = label
            changed += 1
    if changed:
        session.flush()
        answer = session.get_one(Answer, answer_id)
        audit.record(session, SYSTEM, "themes.words_hidden", answer, themes=changed)
    return changed
