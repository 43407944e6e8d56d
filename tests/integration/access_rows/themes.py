"""Who may come in: theme lists, answers in them, and how they were made."""

from collections.abc import Mapping
from typing import Any

from participation.kernel.actors import Permission as P
from participation.themes import queries
from tests.factories.responses import make_response
from tests.factories.themes import SAID, store
from tests.integration.access_rows import Row, Scope, World


def _listed(world: World) -> dict[str, Any]:
    """A theme list on the own consultation's question, made once."""

    def make() -> dict[str, Any]:
        session = world.session
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
        }

    made: dict[str, Any] = world.once("theme list", make)
    return made


def _question(world: World) -> Mapping[str, Any]:
    return {"question_id": _listed(world)["question"]}


def _theme(world: World) -> Mapping[str, Any]:
    return {"theme_id": _listed(world)["theme"]}


def _answer(world: World) -> Mapping[str, Any]:
    return {"question_id": _listed(world)["question"], "answer_id": _listed(world)["answer"]}


def _state(world: World) -> Mapping[str, Any]:
    return {"question_id": _listed(world)["question"], "state": "other"}


def _quote(world: World) -> Mapping[str, Any]:
    return {"quote_id": _listed(world)["quote"]}


def _run(world: World) -> Mapping[str, Any]:
    return {"run_id": _listed(world)["run"]}


REVIEW_LIST = Row(P.THEME_REVIEW, Scope.OBJECT, values=_question)
REVIEW_THEME = Row(P.THEME_REVIEW, Scope.OBJECT, values=_theme)
SETTLE = Row(P.THEME_SETTLE, Scope.OBJECT, values=_question)
# While a consultation is open its results are hidden from those who only read reports: the rows
# that ask for THEME_READ stand on an open one, so they need THEME_REVIEW to come in.
EARLY = Row(P.THEME_REVIEW, Scope.OBJECT, values=_question)

ROWS = {
    "themes.question": EARLY,
    "themes.progress": Row(P.THEME_READ, Scope.OBJECT, values=_question),
    "themes.run": Row(P.THEME_REVIEW, Scope.OBJECT, values=_run),
    "themes.group": Row(P.THEME_RUN, Scope.OBJECT, values=_question),
    "themes.add": REVIEW_LIST,
    "themes.place_rest": REVIEW_LIST,
    "themes.settle": SETTLE,
    "themes.reopen": SETTLE,
    "themes.theme": Row(P.THEME_REVIEW, Scope.OBJECT, values=_theme),
    "themes.rename": REVIEW_THEME,
    "themes.merge": REVIEW_THEME,
    "themes.retire": REVIEW_THEME,
    "themes.choose_quote": Row(
        P.THEME_REVIEW, Scope.OBJECT, values=_theme, form={"answer": "x"}, also=frozenset({404})
    ),
    "themes.drop_quote": Row(
        P.THEME_REVIEW, Scope.OBJECT, values=_quote, form={"theme": "x"}, also=frozenset({404})
    ),
    "themes.state": Row(P.THEME_REVIEW, Scope.OBJECT, values=_state),
    "themes.place": Row(P.THEME_REVIEW, Scope.OBJECT, values=_answer),
}
