"""“May we quote your words?” is honoured wherever words are quoted."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from participation.kernel.actors import SYSTEM
from participation.responses.models import Response
from participation.themes import queries, services
from participation.themes.rules import CannotChange
from tests.factories.accounts import actor_with, signed_in
from tests.factories.council import make_council
from tests.factories.themes import make_list, make_settled

SAID = "More buses at night."


def _quoted(session, listed):
    return {one.text for one in queries.proven_quotes(session, listed.themes["buses"].id, limit=9)}


def _answer(session, listed, said):
    session.execute(update(Response).values(may_quote=said))
    session.flush()
    return listed


@pytest.mark.parametrize(
    ("asks", "said", "quoted"),
    [
        ({"quote": True}, True, True),
        ({"quote": True}, False, False),
        ({"quote": True}, None, False),
        ({"quote": False}, None, True),
        ({"quote": False}, False, False),
    ],
)
def test_a_quote_stands_only_where_it_was_agreed(session, asks, said, quoted):
    listed = _answer(session, make_settled(session, asks_about=asks), said)
    assert bool(_quoted(session, listed)) is quoted


def test_no_page_quotes_somebody_who_said_no(session, client):
    make_council(session)
    listed = make_settled(session, asks_about={"quote": True})
    _answer(session, listed, True)
    signed_in(client, session, "administrator")
    theme = listed.themes["buses"]
    pages = [f"/staff/themes/{theme.id}", f"/staff/settled-themes/{theme.id}"]

    def quotes(page):
        got = client.get(page)
        assert got.status_code == 200, page
        return [part.split("</blockquote>")[0] for part in got.text.split("<blockquote")[1:]]

    for page in pages:
        assert quotes(page), page
    _answer(session, listed, False)
    for page in pages:
        assert quotes(page) == []
    assert "Quote this" not in client.get(pages[0]).text


def test_nobody_chooses_a_quote_from_somebody_who_said_no(session):
    listed = _answer(session, make_list(session, asks_about={"quote": True}), False)
    with pytest.raises(CannotChange, match="not_agreed"):
        services.choose_quote(
            session,
            actor=SYSTEM,
            theme_id=listed.themes["buses"].id,
            answer_id=listed.answers[SAID],
        )
    _answer(session, listed, True)
    services.choose_quote(
        session,
        actor=actor_with(session, "engagement_officer"),
        theme_id=listed.themes["buses"].id,
        answer_id=listed.answers[SAID],
    )
    assert SAID in _quoted(session, listed)
