"""Fifty posts of one form at once, on the site as it really runs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select

from participation.responses import queries
from participation.responses.models import Answer, Draft, Response, ResponseVersion
from tests.factories.consultations import make_consultation
from tests.factories.council import make_council
from tests.factories.responses import make_form_key
from tests.support.gunicorn import gunicorn
from tests.support.residents import Line, Resident, press_send, read_receipt, whole_journey

FIFTY = 50


def test_fifty_parallel_posts_of_one_form_key_make_one_response(session, database_url, tmp_path):
    make_council(session)
    consultation = make_consultation(session)
    resident = Resident(make_form_key(session, consultation)[0], "Once only")
    together = Resident(make_form_key(session, consultation)[0], "All at once")
    session.commit()
    with gunicorn(database_url, tmp_path / "site") as site:
        # One form is filled in, then sent fifty times at once; of the other every step is.
        first = Line(site)
        whole_journey(first, Resident(resident.written, resident.words), consultation.slug)
        first.close()
        barrier = Barrier(FIFTY)

        def send(number: int) -> tuple[str, str]:
            line = Line(site)
            barrier.wait()
            press_send(line, resident)
            sent = read_receipt(line, resident)
            walked = whole_journey(
                line, Resident(together.written, together.words), consultation.slug
            )
            line.close()
            return sent, walked

        with ThreadPoolExecutor(FIFTY) as people:
            codes = list(people.map(send, range(FIFTY)))

    assert len({sent for sent, _ in codes}) == 1
    assert len({walked for _, walked in codes}) == 1
    assert session.scalar(select(func.count()).select_from(Response)) == 2
    assert session.scalar(select(func.count()).select_from(ResponseVersion)) == 2
    assert session.scalar(select(func.count()).select_from(Draft)) == 2
    assert set(session.scalars(select(Answer.text))) == {"Once only", "All at once"}
    for code in codes[0]:
        assert queries.by_receipt(session, code) is not None
