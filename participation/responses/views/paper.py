"""The paper form: made from the same questions, each slip with a reference of its own."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import segno
from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from participation.consultations import queries as consultations
from participation.consultations.models import Consultation
from participation.council import queries as council
from participation.extensions import reading, settings, transaction
from participation.kernel.actors import Permission
from participation.kernel.languages import speaking
from participation.responses.forms.entering import SlipsForm, numbered_options
from participation.responses.queries import channels
from participation.responses.services import batches as services
from participation.responses.views import bp
from participation.responses.views.channels import PLACE, consultation_for
from participation.web.access import current_actor, needs


def qr(code: str) -> str:
    """A reference as the address of a QR picture, which a reader types for whoever keys in."""
    return str(segno.make_qr(code, error="m").svg_data_uri(scale=3, border=2))


@bp.route(f"{PLACE}/paper", methods=["GET", "POST"])
@needs(Permission.RESPONSE_ENTER)
def paper(consultation_id: UUID) -> ResponseReturnValue:
    consultation = consultation_for(consultation_id, Permission.RESPONSE_ENTER)
    languages = council.get(reading()).languages
    form = SlipsForm(request.form if request.method == "POST" else None, languages=languages)
    if request.method == "GET":
        return _paper_page(consultation, form)
    language = form.language.data if form.language.data in languages else languages[0]
    if not form.validate() or not form.number.data:
        return _paper_page(consultation, form), 422
    with transaction() as session:
        codes = services.allocate_slips(
            session,
            actor=current_actor(),
            consultation_id=consultation_id,
            number=form.number.data,
            language=language,
            large_print=bool(form.large.data),
        )
    with speaking(language), force_locale(language):
        return _printed(consultation, codes, bool(form.large.data))


def _paper_page(consultation: Consultation, form: SlipsForm) -> str:
    return render_template(
        "responses/paper.html",
        consultation=consultation,
        form=form,
        slips=channels.slips_printed(reading(), consultation.id),
    )


def _printed(consultation: Consultation, codes: Sequence[str], large: bool) -> str:
    session = reading()
    asked = consultations.asked(session, consultation.id)
    sections = {one.section_id: one for one in consultations.sections(session, consultation.id)}
    return render_template(
        "responses/slips.html",
        consultation=consultation,
        asked=asked,
        sections=sections,
        codes=codes,
        large=large,
        qr=qr,
        options={one.name: numbered_options(one) for one in asked},
        site=settings().site_url,
    )
