"""How gunicorn serves the site: few processes, a few threads each, recycled now and then.

The app is made once and the processes forked from it, so that one that dies is replaced in
milliseconds. Nothing of the database may be open before the fork.
"""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger

from participation.web.logs import JsonLines


class JsonLogger(Logger):
    """Gunicorn's own messages as JSON lines, like all others."""

    def setup(self, cfg: Any) -> None:
        """Keep gunicorn's handlers, and say their records in our form."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonLines())


wsgi_app = "participation.server.site:app"
bind = os.environ.get("PARTICIPATION_BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("PARTICIPATION_WORKERS") or 2)
threads = int(os.environ.get("PARTICIPATION_THREADS") or 4)
preload_app = True
control_socket_disable = True
accesslog = None
errorlog = "-"
loglevel = "warning"
logger_class = JsonLogger
timeout = 60
graceful_timeout = 4
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108


def when_ready(_server: Any) -> None:
    """Keep what is loaded out of the collector's way, so that forks go on sharing it."""
    gc.collect()
    gc.freeze()


def post_fork(server: Any, _worker: Any) -> None:
    """Leave no connection of the parent's in the child."""
    app = server.app.wsgi()
    with app.app_context():
        for engine in app.extensions["sqlalchemy"].engines.values():
            engine.dispose(close=False)
