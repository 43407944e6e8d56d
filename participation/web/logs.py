"""Logs, one JSON object a line: ids, codes, times; never a path that opens somebody's words."""

import json
import logging
import sys
import time
from datetime import UTC, datetime
from uuid import uuid4

from flask import Flask, Response, g, request

_FIELDS = ("request", "method", "endpoint", "status", "ms", "job", "actor")


class JsonLines(logging.Formatter):
    """One record, one line. A traceback is kept as a string inside the line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0] is not None:
            # The exception's own words may quote what somebody typed, so only its kind is kept.
            line["error"] = record.exc_info[0].__name__
            trace = record.exc_info[2]
            places = []
            while trace is not None:
                code = trace.tb_frame.f_code
                places.append(f"{code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}")
                trace = trace.tb_next
            line["at_lines"] = places[-12:]
        return json.dumps(line, ensure_ascii=False)


def set_up(level: int = logging.INFO) -> None:
    """Send every log to standard error as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("alembic", "huey", "gunicorn.error"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def time_requests(app: Flask) -> None:
    """Log each request by its endpoint, not by its path."""
    log = logging.getLogger("participation.requests")

    @app.before_request
    def start() -> None:
        g.request_id = uuid4().hex[:12]
        g.started = time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        level = logging.WARNING if response.status_code >= 500 else logging.DEBUG
        log.log(
            level,
            "request",
            extra={
                "request": g.get("request_id"),
                "method": request.method,
                "endpoint": request.endpoint or "none",
                "status": response.status_code,
                "ms": round((time.perf_counter() - g.get("started", 0)) * 1000, 1),
            },
        )
        return response
