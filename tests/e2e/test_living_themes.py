"""An officer sees how a theme list lives on, in a real browser."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from participation.kernel import clock
from participation.kernel.actors import SYSTEM
from participation.themes import queries, services
from participation.themes.models import Assignment, NewKind
from participation.themes.rules import ThemeDetails
from tests.e2e.test_staff_pages import look, sign_in
from tests.factories.accounts import make_staff
from tests.factories.council import make_council
from tests.factories.themes import SAID, found_in, make_list


@pytest.mark.e2e
def test_an_officer_takes_a_new_kind_and_a_new_grouping_over(
    session: Session, page: Page, live_server: str
) -> None:
    make_council(session)
    me = make_staff(session, "engagement_officer")
    listed = make_list(session)
    services.rename_theme(
        session, actor=SYSTEM, theme_id=listed.themes["buses"].id,
        details=ThemeDetails("Buses that turn up"),
    )  # fmt: skip
    strange = listed.answers["Ask me another."]
    for row in session.query(Assignment).filter_by(answer_id=strange, current=True):
        row.state, row.reason = "undecided", "unlike_any_theme"
    now = clock.now(session)
    session.add(
        NewKind(codebook_id=listed.codebook.id, run_id=listed.run.id, answers=5, unlike=4,
                label="Ask me another", keyphrases=["ask"], answer_ids=[str(strange)],
                first_at=now, seen_at=now)
    )  # fmt: skip
    run = services.start_run(session, actor=SYSTEM, question_id=listed.question.id)
    texts = queries.texts_for_run(session, listed.question.id)
    found = found_in([text for _, text, _ in texts], SAID)
    part = replace(found.themes[0], id="T01.1", label="Night buses", parent="T01", size=1)
    services.store_run(
        session, run_id=run.id, answer_ids=[one for one, _, _ in texts],
        found=replace(found, parts=(part,), within={"T01.1": (0,)}),
    )  # fmt: skip
    session.commit()
    path = f"/staff/questions/{listed.question.id}/themes"

    sign_in(page, live_server, me.email)
    look(page, live_server, (path, f"/staff/theme-runs/{run.id}", f"{path}/answers/undecided"))

    page.goto(live_server + path)
    assert "4 of the 5 answers" in page.locator("main").inner_text()
    page.get_by_label("Name of the new theme").fill("Something new")
    page.get_by_role("button", name="Add this theme, with its answers").click()
    assert "The theme was added" in page.locator("main").inner_text()
    page.goto(live_server + path)
    page.get_by_role("button", name="Take the new grouping over").click()
    said = page.locator("main").inner_text()
    assert "Buses that turn up" in said
    assert "Something new" in said
    assert "Within it: Night buses" in said
    page.get_by_role("link", name="Buses that turn up").click()
    look(page, live_server, (page.url.removeprefix(live_server),))
    page.get_by_role("button", name="Make each of these a theme of its own").click()
    assert "parted into 1" in page.locator("main").inner_text()
