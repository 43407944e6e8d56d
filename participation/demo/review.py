"""What the demo's officer and leaders did: read, settle, decide. The grouping itself is real."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.demo import keeping
from participation.demo.content import DemoContent, Respondent, SettledTheme, ThemeRef
from participation.demo.replies import Sent, agreed
from participation.extensions import transaction
from participation.feedback import rules as feedback_rules
from participation.feedback import services as feedback
from participation.kernel import clock
from participation.kernel.actors import Actor
from participation.themes import jobs, queries, services
from participation.themes.models import Assignment, Codebook, Theme, ThemeRun
from participation.themes.rules import Placing, State, ThemeDetails

Say = Callable[[str], None]
UNSETTLED = frozenset({State.OTHER.value, State.NO_REASON.value})


def group(consultation_id: UUID, say: Say) -> None:
    """Find themes in the replies, here and now, saying how far it has got."""
    jobs.start_runs(str(consultation_id))
    with transaction() as session:
        runs = session.execute(
            select(ThemeRun.id, ThemeRun.question_id).where(ThemeRun.status == "queued")
        ).all()
    for run_id, question_id in runs:
        with transaction() as session:
            wording = queries.wording(session, question_id)["en"]
        say(f"finding themes: {wording}")
        last = ""

        def progress(step: str, fraction: float) -> None:
            nonlocal last
            now = f"  {step.replace('_', ' ')} {round(fraction * 10) * 10} %"
            if now != last:
                last = now
                say(now)

        jobs.group(str(run_id), progress)


def settle(
    officer: Actor,
    sent: Sent,
    key: str,
    codebook_words: Sequence[SettledTheme],
    respondents: Sequence[Respondent],
) -> None:
    """Rename, put together, add and move until the list says what the answers were written to say.

    What the computer placed rightly stays as the computer's; each answer that moved is a person's.
    """
    takes = {code: theme.code for theme in codebook_words for code in theme.takes}
    meant: dict[UUID, list[str]] = {}
    for respondent in respondents:
        answer_id = sent.answers.get((respondent.id, key))
        if answer_id and key in respondent.key:
            codes = [takes.get(code, code) for code in respondent.key[key].codes]
            meant[answer_id] = list(dict.fromkeys(codes))
    with transaction() as session:
        codebook = queries.codebook_of(session, sent.questions[key].question_id)
        assert codebook is not None
        themes = _name_themes(session, officer, codebook, codebook_words, meant)
        _move_answers(session, officer, codebook, themes, meant)
        services.place_undecided(session, actor=officer, codebook_id=codebook.id)
        for theme in queries.live_themes(session, codebook.id):
            if not queries.people_by_theme(session, codebook.id)[theme.id]:
                services.retire_theme(session, actor=officer, theme_id=theme.id)
        _choose_quotes(
            session,
            officer,
            themes,
            meant,
            {
                sent.answers[respondent.id, key]: respondent.texts[key]
                for respondent in respondents
                if (respondent.id, key) in sent.answers
                and respondent.campaign is None
                and agreed(respondent)
                and not keeping.names_somebody(respondent.texts[key])
            },
        )
        services.settle(session, actor=officer, codebook_id=codebook.id)


def _choose_quotes(
    session: Session,
    officer: Actor,
    themes: dict[str, UUID],
    meant: dict[UUID, list[str]],
    texts: dict[UUID, str],
) -> None:
    """Three for each theme: answers of one point and some length, in the order they came."""
    for code, theme_id in themes.items():
        of_theme = [
            answer_id
            for answer_id, codes in meant.items()
            if codes == [code] and 50 <= len(texts.get(answer_id, "")) <= 220
        ]
        for answer_id in of_theme[:3]:
            services.choose_quote(session, actor=officer, theme_id=theme_id, answer_id=answer_id)


def _name_themes(
    session: Session,
    officer: Actor,
    codebook: Codebook,
    codebook_words: Sequence[SettledTheme],
    meant: dict[UUID, list[str]],
) -> dict[str, UUID]:
    """Each found theme takes the name most of its answers were written for; others are added."""
    votes: dict[UUID, Counter[str]] = {}
    for theme_id, answer_id in session.execute(
        select(Assignment.theme_id, Assignment.answer_id).where(
            Assignment.codebook_id == codebook.id,
            Assignment.current,
            Assignment.primary,
            Assignment.theme_id.is_not(None),
        )
    ):
        assert theme_id is not None
        votes.setdefault(theme_id, Counter()).update(
            code for code in meant.get(answer_id, ())[:1] if code not in UNSETTLED
        )
    named: dict[str, UUID] = {}
    for theme in queries.live_themes(session, codebook.id):
        best = votes.get(theme.id, Counter()).most_common(1)
        code = best[0][0] if best else None
        if code is None:
            continue
        if code in named:
            services.merge_themes(
                session, actor=officer, source_ids=[theme.id], into_id=named[code]
            )
        else:
            named[code] = theme.id
    for words in codebook_words:
        details = ThemeDetails(words.label, words.label_cy, words.description)
        if words.code in named:
            services.rename_theme(
                session, actor=officer, theme_id=named[words.code], details=details
            )
        else:
            made = services.add_theme(
                session, actor=officer, codebook_id=codebook.id, details=details
            )
            named[words.code] = made.id
    return named


def _move_answers(
    session: Session,
    officer: Actor,
    codebook: Codebook,
    themes: dict[str, UUID],
    meant: dict[UUID, list[str]],
) -> None:
    now: dict[UUID, set[UUID | str]] = {}
    for answer_id, theme_id, state in session.execute(
        select(Assignment.answer_id, Assignment.theme_id, Assignment.state).where(
            Assignment.codebook_id == codebook.id, Assignment.current
        )
    ):
        now.setdefault(answer_id, set()).add(theme_id or state)
    for answer_id, codes in meant.items():
        wanted = tuple(themes[code] for code in codes if code in themes)
        state = State.CODED if wanted else State(codes[0]) if codes else State.OTHER
        if answer_id in now and now[answer_id] != {*wanted, *([] if wanted else [state.value])}:
            services.place_answer(
                session,
                actor=officer,
                codebook_id=codebook.id,
                answer_id=answer_id,
                placing=Placing(wanted, state),
            )


def decide(
    leader: Actor, content: DemoContent, sent: Sent, mission_ids: dict[str, UUID], now: datetime
) -> None:
    """Leaders turn themes into ambitions, order them, and answer for each."""
    themes: dict[ThemeRef, UUID] = {}
    with transaction() as session:
        for key, codebook_words in content.codebooks.items():
            codebook = queries.codebook_of(session, sent.questions[key].question_id)
            assert codebook is not None
            labels = {
                label: theme_id
                for theme_id, label in session.execute(
                    select(Theme.id, Theme.label).where(
                        Theme.codebook_id == codebook.id, Theme.retired_in.is_(None)
                    )
                )
            }
            for words in codebook_words:
                if words.label in labels:
                    themes[ThemeRef(key, words.code)] = labels[words.label]
    first = min(decision.decided_in_days for decision in content.decisions) - 5
    made: dict[str, UUID] = {}
    with clock.fixed_at(now + timedelta(days=first)), transaction() as session:
        for ambition in sorted(content.ambitions, key=lambda one: (one.mission, one.rank)):
            row = feedback.make_ambition(
                session,
                actor=leader,
                mission_id=mission_ids[ambition.mission],
                details=feedback_rules.AmbitionDetails(
                    dict(ambition.title),
                    tuple(themes[ref] for ref in ambition.themes if ref in themes),
                ),
            )
            row.rank_reason = ambition.rank_reason
            made[ambition.key] = row.id
    today = clock.day_in_london(now)
    for decision in sorted(content.decisions, key=lambda one: one.decided_in_days):
        at = now + timedelta(days=decision.decided_in_days)
        with clock.fixed_at(at), transaction() as session:
            feedback.record_decision(
                session,
                actor=leader,
                ambition_id=made[decision.ambition],
                details=feedback_rules.DecisionDetails(
                    outcome=feedback_rules.Outcome(decision.outcome),
                    will_do=dict(decision.will_do),
                    because=dict(decision.because),
                    owner=decision.owner,
                    due_on=_day(today, decision.due_in_days),
                    passed_to=decision.passed_to,
                    answer_by_on=_day(today, decision.answer_by_in_days),
                    route=decision.route,
                    report_link=decision.report_link,
                    decided_on=clock.day_in_london(at),
                    themes=tuple(themes[ref] for ref in decision.themes if ref in themes),
                ),
            )


def _day(today: date, days: int | None) -> date | None:
    return None if days is None else today + timedelta(days=days)
