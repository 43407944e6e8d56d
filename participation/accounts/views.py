"""Pages of accounts: signing in and out, one-time links, one's own account."""

from __future__ import annotations

import logging
from datetime import timedelta

from flask import (
    Blueprint,
    Flask,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from participation.accounts import loading, passwords, queries, rules, services
from participation.accounts.forms import (
    ChangePasswordForm,
    ForgottenForm,
    NewPasswordForm,
    SignInForm,
)
from participation.extensions import keys, reading, transaction
from participation.jobs import services as jobs
from participation.kernel.actors import Permission
from participation.web.access import current_actor, needs
from participation.web.headers import keep_private

log = logging.getLogger(__name__)
bp = Blueprint("accounts", __name__, url_prefix="/staff")


def init_app(app: Flask) -> None:
    """Know who makes each request."""
    loading.init_app(app)


def _network() -> str:
    return rules.network_of(request.remote_addr)


def _home() -> str:
    """Where to go once signed in: the page that was asked for, else the desk."""
    asked = rules.next_page(request.values.get("next"))
    return request.script_root + (asked or "/staff")


@bp.route("/sign-in", methods=["GET", "POST"])
@needs(Permission.SIGN_IN)
def sign_in() -> ResponseReturnValue:
    """Ask for an address and a password, and take the same time whatever they are."""
    form = SignInForm(request.form)
    if request.method == "GET":
        if current_user.is_authenticated:
            return redirect(_home(), 303)
        return _sign_in_page(SignInForm())
    if not form.validate():
        return _sign_in_page(form), 422
    email, password = str(form.email.data), str(form.password.data)
    with transaction() as session:
        wait = services.count_try(session, email=email, network=_network())
    if wait is not None:
        return _wait_page(wait)
    staff = queries.by_email(reading(), email)
    stored = staff.password_hash if staff and queries.actor_of(staff).kind == "staff" else None
    staff_id = staff.id if staff else None
    try:
        if not passwords.is_right(stored, password) or staff_id is None:
            raise rules.WrongPassword(("refused",))
        rehashed = passwords.hashed(password) if passwords.is_dated(stored or "") else None
        with transaction() as session:
            token = services.open_session(session, staff_id=staff_id, rehashed=rehashed)
            services.remember_network(session, email=email, network=_network())
            _end_this_browsers(session)
    except rules.WrongPassword:
        log.info("a sign-in was refused")
        form.password.errors = [_("The e-mail address or the password is not right")]
        return _sign_in_page(form), 422
    loading.begin(token)
    return redirect(_home(), 303)


def _end_this_browsers(session: Session) -> None:
    if current_user.is_authenticated:
        services.end_session(session, actor=current_actor(), session_id=current_user.session_id)


def _sign_in_page(form: SignInForm) -> str:
    return render_template(
        "accounts/sign_in.html",
        form=form,
        next=rules.next_page(request.values.get("next")),
        left="left" in request.args,
    )


def _wait_page(wait: timedelta) -> ResponseReturnValue:
    minutes = rules.TooManyTries(wait).minutes
    page = render_template("accounts/wait.html", minutes=minutes)
    return page, 429, {"Retry-After": str(int(wait.total_seconds()) + 1)}


@bp.post("/sign-out")
@needs(Permission.SIGN_IN)
def sign_out() -> ResponseReturnValue:
    """End this browser's session."""
    if current_user.is_authenticated:
        with transaction() as session:
            _end_this_browsers(session)
    loading.leave()
    return redirect(url_for(".sign_in", left=1), 303)


@bp.route("/forgotten", methods=["GET", "POST"])
@needs(Permission.SIGN_IN)
def forgotten() -> ResponseReturnValue:
    """Offer a link by e-mail. What the page says and does is the same for any address."""
    if request.method == "GET":
        sent = "sent" in request.args
        return render_template("accounts/forgotten.html", form=ForgottenForm(), sent=sent)
    form = ForgottenForm(request.form)
    if not form.validate():
        return render_template("accounts/forgotten.html", form=form, sent=False), 422
    email = rules.tidy_email(str(form.email.data))
    with transaction() as session:
        waits = (
            services.take(session, rules.LETTERS, "letters", email),
            services.take(session, rules.LETTERS_FROM, "letters from", _network()),
        )
        if not any(waits):
            # The job finds out whether anybody signs in with it, so that this page needn't.
            sealed = keys().fields.encrypt(email.encode()).decode()
            jobs.enqueue(session, "accounts.send_reset", address=sealed)
    return redirect(url_for(".forgotten", sent=1), 303)


@bp.route("/set-password/<token>", methods=["GET", "POST"])
@needs(Permission.SIGN_IN)
def set_password(token: str) -> ResponseReturnValue:
    """Choose a password by a one-time link. Only the button uses the link up."""
    form = NewPasswordForm(request.form)
    link = queries.live_link(reading(), token)
    if link is None:
        return _private(render_template("accounts/link_spent.html"), 410)
    staff = queries.get(reading(), link.staff_id)
    if request.method == "GET":
        form = NewPasswordForm()
        return _private(render_template("accounts/set_password.html", form=form, staff=staff))
    password = str(form.password.data or "")
    if form.validate():
        form.refuse(passwords.problems(password, about=(staff.name, staff.email)))
    if form.errors:
        page = render_template("accounts/set_password.html", form=form, staff=staff)
        return _private(page, 422)
    hashed = passwords.hashed(password)
    try:
        with transaction() as session:
            staff = services.set_password(session, token=token, password_hash=hashed)
            _end_this_browsers(session)
            opened = services.open_session(session, staff_id=staff.id)
            services.remember_network(session, email=staff.email, network=_network())
    except rules.LinkSpent:
        return _private(render_template("accounts/link_spent.html"), 410)
    loading.begin(opened)
    flash(_("Your password is set, and you are signed in."), "success")
    return redirect(url_for(".account"), 303)


def _private(page: str, status: int = 200) -> ResponseReturnValue:
    return keep_private(make_response(page, status))


@bp.get("/account")
@needs(Permission.ACCOUNT_OWN)
def account() -> ResponseReturnValue:
    """One's own account."""
    return _account_page(ChangePasswordForm())


def _account_page(form: ChangePasswordForm) -> str:
    return render_template(
        "accounts/account.html",
        form=form,
        staff=queries.get(reading(), current_user.staff_id),
        others=queries.live_sessions(reading(), current_user.staff_id) - 1,
    )


@bp.post("/account/password")
@needs(Permission.ACCOUNT_OWN)
def change_password() -> ResponseReturnValue:
    """Change one's own password; every other browser is signed out."""
    form = ChangePasswordForm(request.form)
    if not form.validate():
        return _account_page(form), 422
    user = current_user._get_current_object()
    new = str(form.password.data)
    with transaction() as session:
        wait = services.take(session, rules.HERE, "own password", str(user.staff_id))
    if wait is not None:
        return _wait_page(wait)
    stored = queries.get(reading(), user.staff_id).password_hash
    if not passwords.is_right(stored, str(form.current.data)):
        form.current.errors = [_("This is not the password you use now")]
    form.refuse(passwords.problems(new, about=(user.name, user.email)))
    if form.errors:
        return _account_page(form), 422
    hashed = passwords.hashed(new)
    with transaction() as session:
        services.change_password(session, actor=current_actor(), password_hash=hashed)
        token = services.open_session(session, staff_id=user.staff_id)
    loading.begin(token)
    flash(_("Your password is changed. Everywhere else you are signed out."), "success")
    return redirect(url_for(".account"), 303)


@bp.post("/account/sign-out-others")
@needs(Permission.ACCOUNT_OWN)
def sign_out_others() -> ResponseReturnValue:
    """End one's sessions on other browsers."""
    with transaction() as session:
        services.sign_out_others(session, actor=current_actor(), session_id=current_user.session_id)
    flash(_("Everywhere else you are signed out."), "success")
    return redirect(url_for(".account"), 303)
