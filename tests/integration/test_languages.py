"""The language switch: the same page in the other language, and never another site."""

from tests.factories.council import make_council


def test_the_switch_keeps_the_page_and_what_was_asked(client, session):
    make_council(session)
    session.commit()

    page = client.get("/consultations?show=closed").text

    assert 'href="/cy/consultations?show=closed"' in page


def test_the_switch_never_leads_to_another_host(client, session):
    make_council(session)
    session.commit()

    page = client.get("/cy/%5Cevil.example").text

    assert 'href="/%5Cevil.example"' in page
    assert "/\\evil" not in page
