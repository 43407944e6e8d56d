"""Who may come in: theme lists, answers in them, and how they were made."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from participation.kernel import clock
from participation.kernel.actors import P
from participation.themes import queries
from participation.themes.models import NewKind
from tests.factories.responses import make_response
from tests.factories.themes import SAID, store
from tests.integration.access_rows import Row, Scope, World


def _listed(world: World) -> dict[str, Any]:
    """A theme list on the own consultation's question, made once."""

    def make() -> dict[str, Any]:
        session = world.session
        # What is hidden while a consultation is open has tests of its own.
        world.own.hide_results = False
        question = world.own.questions[0]
        for said in SAID.values():
            for text in said:
                make_response(session, world.own, text)
        run = store(session, question.id)
        codebook = queries.codebook_of(session, question.id)
        assert codebook is not None
        themes = queries.live_themes(session, codebook.id)
        answers = queries.texts_for_run(session, question.id)
        return {
            "run": run.id,
            "question": question.id,
            "theme": themes[0].id,
            "quote": queries.proven_quotes(session, themes[0].id)[0].id,
            "answer": answers[0][0],
            "kind": _made_kind(world, codebook.id, run.id),
        }

    made: dict[str, Any] = world.once("theme list", make)
    return made


def _made_kind(world: World, codebook_id: UUID, run_id: UUID) -> UUID:
    now = clock.now(world.session)
    kind = NewKind(codebook_id=codebook_id, run_id=run_id, answers=9, unlike=5, label="Cats",
                   keyphrases=[], answer_ids=[], first_at=now, seen_at=now)  # fmt: skip
    world.session.add(kind)
    world.session.flush()
    return kind.id


def _kind(world: World) -> Mapping[str, Any]:
    return {"kind_id": _listed(world)["kind"]}


def _question(world: World) -> Mapping[str, Any]:
    return {"question_id": _listed(world)["question"]}


def _theme(world: World) -> Mapping[str, Any]:
    return {"theme_id": _listed(world)["theme"]}


def _answer(world: World) -> Mapping[str, Any]:
    return {"question_id": _listed(world)["question"], "answer_id": _listed(world)["answer"]}


def _theme_answer(world: World) -> Mapping[str, Any]:
    return {"theme_id": _listed(world)["theme"], "answer_id": _listed(world)["answer"]}


def _state(world: World) -> Mapping[str, Any]:
    return {"question_id": _listed(world)["question"], "state": "other"}


def _quote(world: World) -> Mapping[str, Any]:
    return {"quote_id": _listed(world)["quote"]}


def _run(world: World) -> Mapping[str, Any]:
    return {"run_id": _listed(world)["run"]}


REVIEW_LIST = Row(P.THEME_REVIEW, Scope.OBJECT, values=_question)
REVIEW_THEME = Row(P.THEME_REVIEW, Scope.OBJECT, values=_theme)
SETTLE = Row(P.THEME_SETTLE, Scope.OBJECT, values=_question)
ROWS = {
    "themes.question": Row(P.THEME_READ, Scope.OBJECT, values=_question),
    "themes.progress": Row(P.THEME_READ, Scope.OBJECT, values=_question),
    "themes.run": Row(P.THEME_READ, Scope.OBJECT, values=_run),
    "themes.cancel": Row(P.THEME_RUN, Scope.OBJECT, values=_run),
    "themes.take_over": Row(P.THEME_REVIEW, Scope.OBJECT, values=_run),
    "themes.add_kind": Row(P.THEME_REVIEW, Scope.OBJECT, values=_kind),
    "themes.dismiss_kind": Row(P.THEME_REVIEW, Scope.OBJECT, values=_kind),
    "themes.group": Row(P.THEME_RUN, Scope.OBJECT, values=_question),
    "themes.add": REVIEW_LIST,
    "themes.place_rest": REVIEW_LIST,
    "themes.settle": SETTLE,
    "themes.reopen": SETTLE,
    "themes.theme": Row(P.RESPONSE_READ, Scope.OBJECT, values=_theme),
    "themes.rename": REVIEW_THEME,
    "themes.merge": REVIEW_THEME,
    "themes.split": REVIEW_THEME,
    "themes.retire": REVIEW_THEME,
    "themes.choose_quote": Row(P.THEME_REVIEW, Scope.OBJECT, values=_theme_answer),
    "themes.drop_quote": Row(P.THEME_REVIEW, Scope.OBJECT, values=_quote),
    "themes.state": Row(P.RESPONSE_READ, Scope.OBJECT, values=_state),
    "themes.place": Row(P.THEME_REVIEW, Scope.OBJECT, values=_answer),
}
