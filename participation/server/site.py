"""The site as gunicorn under ``participation serve`` loads it."""

from participation.server.starting import app_or_exit

app = app_or_exit()
