"""Whatever order somebody answers, goes back, changes, waits, comes back and sends in.

A second, plain telling of the route (``Model``) says what must be kept and what must be sent. No
word that was typed is ever lost, and nothing off the route is ever sent.
"""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from participation.consultations import queries as consultations
from participation.consultations.models import Question
from participation.consultations.rules import Ask, Condition, One
from participation.kernel import clock
from participation.responses import queries, services
from tests.factories.consultations import make_consultation, make_question
from tests.factories.council import make_council
from tests.factories.kinds import make_section
from tests.factories.responses import make_form_key, start_form, stepping_aside

NAMES = ("how", "bus", "days", "ways", "why", "last")
PAGE = {"how": 1, "bus": 2, "days": 3, "ways": 4, "why": 4, "last": 5}
ELSE = "something-else"
WORDS = st.one_of(st.just(""), st.text(st.sampled_from("aé\n <&“’"), min_size=1, max_size=12))
DRAFTS, SENT = timedelta(days=28), timedelta(hours=2)


def make_asked(session: Any) -> Any:
    """Six questions: two hang on the first, a page of two on a number."""
    far = clock.now(session) + timedelta(days=900)
    consultation = make_consultation(session, questions=(), closes_at=far)
    how = make_question(
        session,
        consultation,
        kind="single_choice",
        position=1,
        name="how",
        required=True,
        limits={"something_else": True},
    )
    by_bus = Condition((One(how.id, Ask.CHOSE, ("bus",)),)).stored()
    make_question(session, consultation, position=2, name="bus", condition=by_bus)
    not_walking = Condition((One(how.id, Ask.DID_NOT_CHOOSE, ("walk",)),)).stored()
    days = make_question(
        session,
        consultation,
        kind="number",
        position=3,
        name="days",
        condition=not_walking,
        limits={"least": 0, "greatest": 7},
    )
    often = Condition((One(days.id, Ask.AT_LEAST, number=5),)).stored()
    part = make_section(session, consultation, 1, "Often", "Yn aml", together=True, condition=often)
    make_question(
        session,
        consultation,
        kind="multiple_choice",
        position=4,
        name="ways",
        section_id=part.id,
        limits={"something_else": True, "most": 2},
    )
    make_question(session, consultation, position=5, name="why", required=True, section_id=part.id)
    last = make_section(session, consultation, 2, "Last", "Olaf")
    make_question(session, consultation, position=6, name="last", section_id=last.id)
    return consultation


class Model:
    """What was typed, and by plain rules what is asked and what may be sent."""

    def __init__(self) -> None:
        self.typed: dict[str, Any] = {}

    def valid(self, name: str) -> bool:
        said = self.typed.get(name)
        if name == "how":
            return bool(said) and said["code"] in {"bus", "bike", "walk", ELSE}
        if name == "days":
            return said is None or not said.strip() or said.strip() in set("01234567")
        if name == "ways":
            codes = set(said["codes"]) if said else set()
            return codes <= {"bus", "bike", "walk", ELSE} and len(codes) <= 2
        if name == "why":
            return bool(said and said.strip())
        return True

    def asked(self) -> list[str]:
        asked = ["how"]
        code = self.typed["how"]["code"] if self.valid("how") else None
        if code == "bus":
            asked.append("bus")
        if code and code != "walk":
            asked.append("days")
            days = (self.typed.get("days") or "").strip()
            if days and self.valid("days") and int(days) >= 5:
                asked += ["ways", "why"]
        return [*asked, "last"]

    def ready(self) -> bool:
        return all(self.valid(name) for name in self.asked())

    def sent(self) -> dict[str, Any]:
        """What a sending now must store: text and codes by name."""
        stored: dict[str, Any] = {}
        for name in self.asked():
            said = self.typed.get(name)
            if name == "how":
                stored[name] = (said["words"] if said["code"] == ELSE else "", {said["code"]})
            elif name == "ways":
                if said and said["codes"]:
                    codes = set(said["codes"])
                    stored[name] = (said["words"] if ELSE in codes else "", codes)
            elif said and said.strip():
                stored[name] = (said.strip() if name == "days" else said, set())
        return stored

    def words(self, name: str) -> str:
        """The words typed to a question."""
        said = self.typed.get(name)
        return (said["words"] if isinstance(said, dict) else said) or ""


def tidy(words: str) -> str:
    return words.replace("\r\n", "\n")


class Somebody(RuleBasedStateMachine):
    """Somebody with a form, who does anything in any order."""

    def __init__(self, client: Any, session: Any, consultation: Any) -> None:
        super().__init__()
        self.client, self.session, self.consultation = client, session, consultation
        self.model = Model()
        self.stored: dict[str, Any] | None = None
        self.ids = dict(
            session.execute(
                select(Question.name, Question.id).where(
                    Question.consultation_id == consultation.id
                )
            ).all()
        )
        self.versions = {
            one.name: str(one.version_id) for one in consultations.asked(session, consultation.id)
        }

    @initialize()
    def begin(self) -> None:
        self.now = clock.now(self.session)
        self.written, self.key = make_form_key(self.session, self.consultation, self.now)
        with clock.fixed_at(self.now):
            start_form(self.client, self.consultation, self.written)
        self.expires = self.now + DRAFTS

    def ask(self, method: str, page: object, data: dict[str, Any] | None = None) -> Any:
        with clock.fixed_at(self.now):
            return self.client.open(f"/reply/{self.written}/{page}", method=method, data=data)

    def post(self, names: list[str], data: dict[str, Any], back: bool) -> None:
        page = f"{PAGE[names[0]]}?back=check" if back else PAGE[names[0]]
        data["version"] = " ".join(self.versions[name] for name in names)
        if "ways" in names or "why" in names:
            data["together"] = "y"
        got = self.ask("POST", page, data)
        right = all(self.model.valid(name) for name in names)
        assert got.status_code == (303 if right else 422), got.text
        if not right:
            for name in names:
                words = self.model.words(name)
                assert not words.strip() or words in html.unescape(got.text)
        self.expires = self.now + DRAFTS

    def drop_what_expired(self) -> None:
        """A draft that lasted its time: what was sent is what there is."""
        if self.now >= self.expires:
            with clock.fixed_at(self.now):
                self.session.commit()
                services.purge_drafts(self.session)
                self.session.commit()
            self.model.typed = dict(self.stored or {})

    @rule(
        code=st.sampled_from(["", "bus", "bike", "walk", ELSE, "rocket"]),
        words=WORDS,
        back=st.booleans(),
    )
    def say_how(self, code: str, words: str, back: bool) -> None:
        self.drop_what_expired()
        meant = code or (ELSE if words.strip() else "")
        self.model.typed["how"] = {"code": meant, "words": tidy(words)}
        self.post(["how"], {"answer": code, "answer-words": words}, back)

    @rule(name=st.sampled_from(["bus", "last"]), words=WORDS, back=st.booleans())
    def write(self, name: str, words: str, back: bool) -> None:
        self.drop_what_expired()
        if name not in self.model.asked():
            return
        self.model.typed[name] = tidy(words)
        self.post([name], {"answer": words}, back)

    @rule(typed=st.sampled_from(["", "3", "5", " 7 ", "8", "five"]), back=st.booleans())
    def say_days(self, typed: str, back: bool) -> None:
        self.drop_what_expired()
        if "days" in self.model.asked():
            self.model.typed["days"] = typed
            self.post(["days"], {"answer-number": typed}, back)

    @rule(
        codes=st.lists(st.sampled_from(["bus", "bike", "walk", ELSE]), unique=True),
        words=WORDS,
        why=WORDS,
        back=st.booleans(),
    )
    def answer_two(self, codes: list[str], words: str, why: str, back: bool) -> None:
        self.drop_what_expired()
        if "ways" not in self.model.asked():
            return
        meant = [*codes, ELSE] if words.strip() and ELSE not in codes else codes
        self.model.typed["ways"] = {"codes": meant, "words": tidy(words)}
        self.model.typed["why"] = tidy(why)
        data = {"answer-ways": codes, "answer-ways-words": words, "answer-why": why}
        self.post(["ways", "why"], data, back)

    @rule(page=st.integers(1, 5))
    def look(self, page: int) -> None:
        self.drop_what_expired()
        got = self.ask("GET", page)
        if self.stored is not None and queries.draft_of(self.session, self.key) is None:
            assert got.location.endswith("/receipt")
            return
        shown = [name for name in self.model.asked() if PAGE[name] == page]
        if not shown:
            assert got.status_code == 303  # never a blank page
            return
        listed = re.findall(r'name="version" value="([^"]*)"', got.text)[0].split()
        assert listed == [self.versions[name] for name in shown]
        for name in shown:
            words = self.model.words(name)
            assert not words.strip() or words in html.unescape(got.text)

    @rule(days=st.integers(0, 20))
    def wait(self, days: int) -> None:
        self.now += timedelta(days=days, hours=1)

    @rule()
    def come_back_elsewhere(self) -> None:
        self.drop_what_expired()
        got = self.ask("POST", "later")
        assert got.status_code == 303
        self.expires = self.now + DRAFTS
        page = html.unescape(self.ask("GET", "later").text)
        code = "".join(re.findall(r'app-reference__group">(\w{4})<', page))
        with clock.fixed_at(self.now):
            got = self.client.post("/resume", data={"code": code})
        assert got.location.startswith(f"/reply/{self.written}/")

    @rule()
    def check(self) -> None:
        self.drop_what_expired()
        got = self.ask("GET", "check")
        if got.status_code == 303:
            assert queries.draft_of(self.session, self.key) is None
            return
        page = html.unescape(got.text)
        for name in NAMES:
            words = self.model.words(name).strip()
            assert not words or words in page, f"{name} isn’t told"

    @rule()
    def send(self) -> None:
        self.drop_what_expired()
        gone = queries.draft_of(self.session, self.key) is None
        got = self.ask("POST", "send")
        if gone:
            assert got.status_code == 303
            return
        assert (got.status_code == 303) == self.model.ready(), got.text
        if got.status_code == 303:
            self.stored = {n: v for n, v in self.model.typed.items() if n in self.model.sent()}
            self._as_it_comes_back()
            if self.changed():
                self.expires = self.now + SENT
            self.last = self.model.sent()

    @rule(code=st.sampled_from(["bus", "bike", "walk", ELSE]), days=st.sampled_from(["2", "6"]))
    def change_course_and_send(self, code: str, days: str) -> None:
        """Go back to the first question, answer it otherwise, go on by what it brings, send."""
        self.say_how(code, "a boat", back=True)
        self.say_days(days, back=False)
        self.answer_two(["bike"], "", "because", back=False)
        self.write("bus", "on time", back=False)
        self.send()

    def _as_it_comes_back(self) -> None:
        """What is stored, as a form that is opened again shows it."""
        assert self.stored is not None
        for name in ("how", "ways"):
            if name in self.stored:
                said = dict(self.stored[name])
                codes = {said.get("code"), *said.get("codes", ())}
                said["words"] = said["words"] if ELSE in codes else ""
                self.stored[name] = said
        if "days" in self.stored:
            self.stored["days"] = self.stored["days"].strip()

    def changed(self) -> bool:
        """Whether the last sending made a version: one of the same words leaves the draft be."""
        with clock.fixed_at(self.now):
            draft = queries.draft_of(self.session, self.key)
            self.session.commit()
        return draft is None or draft.expires_at <= self.now + SENT

    @invariant()
    def nothing_typed_is_lost(self) -> None:
        draft = queries.draft_of(self.session, self.key)
        kept = queries.kept_in(draft) if draft else {}
        self.session.commit()
        if draft is None:
            return
        if self.now >= self.expires:
            return
        for name, said in self.model.typed.items():
            found = kept[self.ids[name]].given
            if name == "days":
                assert found.box.get("number", "").strip() == said.strip()
            elif isinstance(said, dict):
                wanted = set(said["codes"]) if "codes" in said else {said["code"]} - {""}
                assert (found.text, set(found.codes)) == (said["words"], wanted)
            else:
                assert found.text == said

    @invariant()
    def what_is_sent_is_what_was_asked(self) -> None:
        if self.stored is None:
            return
        response = queries.by_form(self.session, self.key)
        assert response is not None
        shown = queries.answers_of(self.session, response.id)
        names = {question_id: name for name, question_id in self.ids.items()}
        stored = {
            names[one.question_id]: (one.text or "", {c for c in one.codes if c}) for one in shown
        }
        self.session.commit()
        assert stored == self.last


@pytest.mark.timeout(300)
def test_no_order_of_doing_things_loses_a_word_or_sends_what_is_not_asked(app, session):
    make_council(session)
    consultation = make_asked(session)
    client = stepping_aside(app, session)
    sqlite = session.get_bind().dialect.name == "sqlite"
    run_state_machine_as_test(
        lambda: Somebody(client, session, consultation),
        settings=settings(
            max_examples=20 if sqlite else 6,
            stateful_step_count=14,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
