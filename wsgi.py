"""The site for a WSGI server: ``gunicorn wsgi:app``."""

from participation.app import create_app

app = create_app()
