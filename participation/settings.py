"""How this site is run: read once from the environment, refused when unsafe."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from participation.kernel.keys import Keyring, load_keys


class BadSettings(Exception):
    """A setting that the site won't start with. The message says what to set instead."""


@dataclass(frozen=True)
class Settings:
    """Everything that differs from one machine to another."""

    data: Path
    database_url: str
    jobs_url: str
    keys: Keyring
    site_url: str = "http://127.0.0.1:8000"
    smtp_url: str = ""
    mail_from: str = ""
    proxies: int = 0
    testing: bool = False
    demo: bool = False
    extra: Mapping[str, object] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        """Scheme and host of the site, the only origin that may post to it."""
        parts = urlsplit(self.site_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def secure(self) -> bool:
        """Whether the site is reached over HTTPS, so that cookies must be."""
        return self.site_url.startswith("https://")

    @property
    def embedded_jobs(self) -> bool:
        """Whether ``serve`` runs the job worker itself."""
        return not os.environ.get("PARTICIPATION_JOBS_URL")


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """Read ``PARTICIPATION_*`` variables. Raises :class:`BadSettings` or ``BadKeys``.

    ``PARTICIPATION_DATA`` (folder), ``PARTICIPATION_DATABASE_URL``, ``PARTICIPATION_JOBS_URL``,
    ``PARTICIPATION_SITE_URL``, ``PARTICIPATION_KEYS_FILE``, ``PARTICIPATION_SMTP_URL``,
    ``PARTICIPATION_MAIL_FROM``, ``PARTICIPATION_PROXIES`` (how many proxies stand before it).
    """
    env = os.environ if environ is None else environ
    data = Path(env.get("PARTICIPATION_DATA") or "var").expanduser().resolve()
    database = (
        env.get("PARTICIPATION_DATABASE_URL") or f"sqlite:///{data / 'participation.sqlite3'}"
    )
    if database.startswith(("postgres://", "postgresql://")):
        database = "postgresql+psycopg://" + database.split("://", 1)[1]
    if not database.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise BadSettings(
            "PARTICIPATION_DATABASE_URL must be a sqlite:/// or postgresql:// address"
        )
    site = (env.get("PARTICIPATION_SITE_URL") or "http://127.0.0.1:8000").rstrip("/")
    if urlsplit(site).scheme not in {"http", "https"} or not urlsplit(site).netloc:
        raise BadSettings(
            "PARTICIPATION_SITE_URL must be a web address such as https://say.example.gov.uk"
        )
    keys_file = env.get("PARTICIPATION_KEYS_FILE")
    try:
        proxies = int(env.get("PARTICIPATION_PROXIES") or 0)
    except ValueError as error:
        raise BadSettings("PARTICIPATION_PROXIES must be a number, such as 1") from error
    data.mkdir(parents=True, exist_ok=True)
    keys = load_keys(Path(keys_file)) if keys_file else load_keys(data / "keys.json", make=True)
    return Settings(
        data=data,
        database_url=database,
        jobs_url=env.get("PARTICIPATION_JOBS_URL") or f"sqlite:///{data / 'jobs.sqlite3'}",
        keys=keys,
        site_url=site,
        smtp_url=env.get("PARTICIPATION_SMTP_URL") or "",
        mail_from=env.get("PARTICIPATION_MAIL_FROM") or "",
        proxies=proxies,
        demo=env.get("PARTICIPATION_DEMO") == "1",
    )
