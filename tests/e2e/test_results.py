"""Results in a real browser: an officer reads them, has figures made, and everybody sees them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.analysis.disclosure import Rules
from participation.kernel.actors import SYSTEM
from participation.results import services
from participation.results.models import ResultsRelease
from participation.results.rules.releasing import make
from tests.e2e.test_staff_pages import look, sign_in
from tests.factories.accounts import make_staff
from tests.factories.council import make_council
from tests.factories.geography import make_areas
from tests.factories.results import make_results


@pytest.mark.e2e
def test_results_from_the_ledger_to_everybody(
    session: Session, page: Page, live_server: str
) -> None:
    make_council(session)
    make_areas(session)
    consultation = make_results(session, 240)
    id_, slug = consultation.id, consultation.slug
    officer = make_staff(session, "administrator").email
    session.commit()
    base = f"/staff/consultations/{id_}"

    sign_in(page, live_server, officer)
    page.goto(f"{live_server}{base}")
    page.get_by_role("link", name="Results of the closed questions").click()
    expect(page.get_by_role("img", name="Question 4?")).to_be_visible()
    page.get_by_label("How they replied").select_option("paper")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_label("How they replied")).to_have_value("paper")
    page.get_by_role("link", name="Compare by something else").first.click()
    page.get_by_label("Compare by").select_option("equality:age_band")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("columnheader", name="25 to 34")).to_be_visible()
    by = page.url.removeprefix(live_server)
    page.goto(f"{live_server}{base}/results/release")
    page.get_by_label("Age", exact=True).check()
    page.get_by_role("button", name="Make the figures").click()
    expect(page.get_by_text("The figures are being made")).to_be_visible()

    asked = session.scalars(select(ResultsRelease)).one()
    ledger, earlier, public = services.ledger_of(session, asked)
    services.store_release(
        session,
        actor=SYSTEM,
        release_id=asked.id,
        counted=ledger.received,
        made=make(ledger, Rules(), earlier, public),
    )
    session.commit()

    page.goto(f"{live_server}{base}/results")
    page.get_by_role("button", name="Publish these figures").click()
    page.get_by_role("link", name="What everybody sees").click()
    expect(page.get_by_text("Figures are rounded to the nearest 5")).to_be_visible()
    page.get_by_text("Question 1 by groups").click()
    expect(page.get_by_text("hidden").first).to_be_visible()
    shown = (f"/consultations/{slug}/results", f"/cy/consultations/{slug}/results")
    staff = (f"{base}/results", by, f"{base}/results/release", f"{base}/results/shown")
    look(page, live_server, (*shown, *staff, "/staff/areas", "/staff/areas/postcodes"))
