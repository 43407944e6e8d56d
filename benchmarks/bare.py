"""The least a submission could cost: a Flask route that inserts one row, driven like the site."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from uuid import uuid4

from flask import Flask, Response, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import insert
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from participation.kernel import database


class Base(DeclarativeBase):
    pass


class Row(Base):
    __tablename__ = "bare_row"

    id: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[str]
    at: Mapped[datetime]


db = SQLAlchemy(model_class=Base)
app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["PARTICIPATION_DATABASE_URL"]
db.init_app(app)
with app.app_context():
    database.prepare(db.engine)


@app.get("/cookies")
def ready() -> str:
    return "ready"


@app.post("/insert")
def add() -> Response:
    """One row, in one durable transaction, with the same locks and settings as the site's."""
    row = {"id": str(uuid4()), "words": request.form["word"], "at": datetime.now(UTC)}
    with (
        database.writers_turn(db.engine),
        db.engine.connect().execution_options(**database.WRITE) as connection,
    ):
        connection.execute(insert(Row).values(row))
        connection.commit()
    return Response(status=303, headers={"Location": "/"})
