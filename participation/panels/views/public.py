"""The public's pages: what a panel is, putting a name forward, how members were chosen."""

from __future__ import annotations

from flask import Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.extensions import keys, reading, transaction
from participation.kernel import clock
from participation.kernel.actors import RESIDENT, Permission
from participation.kernel.errors import NotFound
from participation.kernel.languages import current
from participation.panels import queries, rules, services
from participation.panels.forms import KINDS, register_form
from participation.panels.views.base import STAGES, bp, sentences
from participation.panels.views.setup import stage
from participation.responses.rules import BadFormKey, code_for, new_form_key, read_form_key
from participation.web.access import needs
from participation.web.headers import keep_private


@bp.after_request
def keep_names_private(response: Response) -> Response:
    """Pages with somebody's details are never cached, and never named to another page."""
    own = {"panels.register", "panels.registered", "panels.person", "panels.member"}
    return keep_private(response) if request.endpoint in own else response


@bp.get("/panels")
@needs(Permission.SITE_READ)
def public_index() -> ResponseReturnValue:
    """Every panel that the public may see."""
    session = reading()
    now = clock.now(session)
    rows = [(panel, stage(session, panel, now)) for panel in queries.public(session)]
    return render_template("panels/public_index.html", rows=rows, stages=STAGES, kinds=KINDS)


@bp.get("/panels/<slug>")
@needs(Permission.SITE_READ)
def about(slug: str) -> ResponseReturnValue:
    """What a panel is for, who can put their name forward, how members are chosen."""
    session = reading()
    panel = queries.by_slug(session, slug)
    return render_template(
        "panels/about.html",
        panel=panel,
        stage=stage(session, panel, clock.now(session)),
        stages=STAGES,
        kinds=KINDS,
        missions=[m for m in queries.missions_of(session, panel.id) if m.published_at],
        runs=queries.public_runs(session, panel.id),
        registered=queries.counts(session, panel.id).registered,
    )


@bp.get("/panels/<slug>/how-members-were-chosen")
@needs(Permission.SITE_READ)
def method(slug: str) -> ResponseReturnValue:
    """The methodology: the register, the seats, the method, the seals, the draws."""
    session = reading()
    panel = queries.by_slug(session, slug)
    runs = queries.public_runs(session, panel.id)
    return render_template(
        "panels/method.html",
        panel=panel,
        runs=runs,
        counts=queries.counts(session, panel.id),
    )


@bp.get("/panels/<slug>/draws/<int:number>.json")
@needs(Permission.SITE_READ)
def record(slug: str, number: int) -> ResponseReturnValue:
    """What is published of a draw, as ``participation panels verify`` reads it."""
    session = reading()
    panel = queries.by_slug(session, slug)
    for run in queries.public_runs(session, panel.id):
        if run.number == number:
            sealed = {"pool": run.pool_digest, "tickets": run.tickets_digest, "count": 1000}
            return jsonify(run.opening or {"seal": sealed})
    raise NotFound


@bp.route("/panels/<slug>/put-your-name-forward", methods=["GET", "POST"])
@needs(Permission.PANEL_REGISTER)
def register(slug: str) -> ResponseReturnValue:
    """Putting a name forward: one page, sent once however often it is pressed."""
    session = reading()
    panel = queries.by_slug(session, slug)
    posted = request.form if request.method == "POST" else None
    written = posted.get("form_key", "") if posted else ""
    try:
        key = read_form_key(keys(), written)
        fits = key.consultation_id == panel.id
    except BadFormKey:
        fits = False
    if not fits:
        written = new_form_key(keys(), panel.id, clock.now(session))
        key = read_form_key(keys(), written)
    form = register_form(panel, posted)
    problems: list[str] = []
    if posted and form.validate():
        try:
            with transaction() as writing:
                services.register(
                    writing,
                    actor=RESIDENT,
                    key=key,
                    registration=form.registration(),
                    language=current(),
                )
        except rules.CannotRegister as refusal:
            problems = list(refusal.problems)
        else:
            return redirect(url_for(".registered", slug=slug, key=written), 303)
    session = reading()
    panel = queries.by_slug(session, slug)
    page = render_template(
        "panels/register.html",
        panel=panel,
        form=form,
        form_key=written,
        open=stage(session, panel, clock.now(session)) is rules.Stage.REGISTERING,
        problems=sentences(problems, panel),
    )
    return page, 422 if form.errors or problems else 200


@bp.get("/panels/<slug>/name/<key>")
@needs(Permission.PANEL_REGISTER)
def registered(slug: str, key: str) -> ResponseReturnValue:
    """It is down: the reference, and what happens next."""
    session = reading()
    panel = queries.by_slug(session, slug)
    form_key = read_form_key(keys(), key)
    if queries.by_form(session, form_key.form_hash) is None:
        raise NotFound
    return render_template("panels/registered.html", panel=panel, code=code_for(keys(), form_key))
