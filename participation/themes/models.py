"""Tables of runs and what they suggest, and of the codebook that people settle."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.kernel.orm import Base, Code, PrimaryKey, ShortText


class ThemeRun(Base):
    """One grouping of a question's answers by the computer.

    ``about`` is how many themes were asked for, if a number was. ``earlier_run_id`` is a run of
    an earlier question that its themes are matched with.
    """

    __tablename__ = "theme_run"

    id: Mapped[PrimaryKey]
    question_id: Mapped[UUID] = mapped_column(ForeignKey("question.id"), index=True)
    status: Mapped[Code] = mapped_column(default="queued")
    seed: Mapped[int]
    grade: Mapped[Code]
    detail: Mapped[Code]
    about: Mapped[int | None]
    earlier_run_id: Mapped[UUID | None]
    job_id: Mapped[UUID | None]
    facts: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]

    themes: Mapped[list["SuggestedTheme"]] = relationship(
        back_populates="run", order_by="SuggestedTheme.position", cascade="all, delete-orphan"
    )


class ThemeModelFile(Base):
    """What a run learnt, so that answers which come later are given its themes: numbers and the
    words that two answers or more hold, never an answer."""

    __tablename__ = "theme_model"

    run_id: Mapped[UUID] = mapped_column(
        ForeignKey("theme_run.id", ondelete="CASCADE"), primary_key=True
    )
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    kept_at: Mapped[datetime]


class SuggestedTheme(Base):
    """A theme that a run found. People's themes are :class:`Theme`.

    ``parent`` is the code of the broader theme it is part of; ``titles`` holds a phrase for each
    other language that many of its answers are in.
    """

    __tablename__ = "suggested_theme"
    __table_args__ = (UniqueConstraint("run_id", "code"),)

    id: Mapped[PrimaryKey]
    run_id: Mapped[UUID] = mapped_column(ForeignKey("theme_run.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    label: Mapped[str]
    language: Mapped[str] = mapped_column(String(8), default="")
    titles: Mapped[dict[str, Any]] = mapped_column(default=dict)
    parent: Mapped[str | None] = mapped_column(String(20))
    keyphrases: Mapped[list[Any]]
    size: Mapped[int]
    distinct: Mapped[int]
    mixed: Mapped[bool]
    stability: Mapped[float | None]
    quotes: Mapped[list[Any]]

    run: Mapped[ThemeRun] = relationship(back_populates="themes")

    @property
    def in_welsh(self) -> str:
        """A Welsh name that the answers themselves give: the title where it is Welsh, else the
        phrase beside it; empty for none."""
        said = self.label if self.language == "cy" else self.titles.get("cy", "")
        return str(said)[:200]


class SuggestedAssignment(Base):
    """Where a run put an answer: one primary row each, and further rows for further themes."""

    __tablename__ = "suggested_assignment"
    __table_args__ = (
        Index("ix_suggested_assignment_run_theme", "run_id", "theme_id"),
        Index("ix_suggested_assignment_answer", "answer_id"),
    )

    id: Mapped[PrimaryKey]
    run_id: Mapped[UUID] = mapped_column(ForeignKey("theme_run.id", ondelete="CASCADE"))
    answer_id: Mapped[UUID] = mapped_column(ForeignKey("answer.id"))
    theme_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("suggested_theme.id", ondelete="CASCADE")
    )
    state: Mapped[Code]
    primary: Mapped[bool]
    confidence: Mapped[float | None]
    start: Mapped[int | None]
    end: Mapped[int | None]
    reason: Mapped[str | None] = mapped_column(String(80))


class Codebook(Base):
    """The theme list of one question, with its version now."""

    __tablename__ = "codebook"

    id: Mapped[PrimaryKey]
    question_id: Mapped[UUID] = mapped_column(ForeignKey("question.id"), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    from_run_id: Mapped[UUID | None] = mapped_column(ForeignKey("theme_run.id"))
    created_at: Mapped[datetime]

    versions: Mapped[list["CodebookVersion"]] = relationship(
        back_populates="codebook", order_by="CodebookVersion.number"
    )
    themes: Mapped[list["Theme"]] = relationship(
        back_populates="codebook", order_by="Theme.position"
    )


class CodebookVersion(Base):
    """A version of a theme list: settled by somebody with a reason, its figures frozen."""

    __tablename__ = "codebook_version"
    __table_args__ = (UniqueConstraint("codebook_id", "number"),)

    id: Mapped[PrimaryKey]
    codebook_id: Mapped[UUID] = mapped_column(ForeignKey("codebook.id"))
    number: Mapped[int]
    reason: Mapped[str] = mapped_column(default="")
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[UUID | None]

    codebook: Mapped[Codebook] = relationship(back_populates="versions")


class Theme(Base):
    """What people settled that residents said, from version ``added_in`` to ``retired_in``."""

    __tablename__ = "theme"

    id: Mapped[PrimaryKey]
    codebook_id: Mapped[UUID] = mapped_column(ForeignKey("codebook.id"), index=True)
    position: Mapped[int]
    label: Mapped[ShortText]
    label_cy: Mapped[str] = mapped_column(String(200), default="")
    description: Mapped[str] = mapped_column(default="")
    suggested_id: Mapped[UUID | None]
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("theme.id"))
    added_in: Mapped[int]
    retired_in: Mapped[int | None]

    codebook: Mapped[Codebook] = relationship(back_populates="themes")


class Assignment(Base):
    """An answer's place in the codebook from one version to another. Rows are only added.

    A move closes nothing in place but ``to_version``; undo appends. ``state`` is one of coded,
    other, no_reason, undecided, not_analysed; ``theme_id`` is empty unless coded.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        Index("ix_assignment_codebook_theme", "codebook_id", "theme_id", "to_version"),
        Index("ix_assignment_answer", "answer_id", "to_version"),
    )

    id: Mapped[PrimaryKey]
    codebook_id: Mapped[UUID] = mapped_column(ForeignKey("codebook.id"))
    answer_id: Mapped[UUID] = mapped_column(ForeignKey("answer.id"))
    theme_id: Mapped[UUID | None] = mapped_column(ForeignKey("theme.id"))
    state: Mapped[Code]
    primary: Mapped[bool]
    by_person: Mapped[bool]
    actor_id: Mapped[UUID | None]
    confidence: Mapped[float | None]
    start: Mapped[int | None]
    end: Mapped[int | None]
    reason: Mapped[str | None] = mapped_column(String(80))
    from_version: Mapped[int]
    to_version: Mapped[int | None]
    current: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class Figure(Base):
    """A count frozen when a version was settled: of one theme, or of one state (no theme).

    What a theme was called then is frozen with it, so that renaming it in a version that isn't
    settled yet changes nothing that was published.
    """

    __tablename__ = "figure"
    __table_args__ = (UniqueConstraint("codebook_version_id", "theme_id", "state"),)

    id: Mapped[PrimaryKey]
    codebook_version_id: Mapped[UUID] = mapped_column(ForeignKey("codebook_version.id"))
    theme_id: Mapped[UUID | None] = mapped_column(ForeignKey("theme.id"))
    state: Mapped[Code]
    people: Mapped[int]
    label: Mapped[str] = mapped_column(default="")
    label_cy: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")


class ThemeQuote(Base):
    """A quote somebody chose: offsets into a stored answer. It fails closed if they don't match."""

    __tablename__ = "theme_quote"

    id: Mapped[PrimaryKey]
    theme_id: Mapped[UUID] = mapped_column(ForeignKey("theme.id"), index=True)
    answer_id: Mapped[UUID] = mapped_column(ForeignKey("answer.id"))
    start: Mapped[int]
    end: Mapped[int]
    text_hash: Mapped[str] = mapped_column(String(64))
    chosen_by: Mapped[UUID | None]
    dropped_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class NewKind(Base):
    """Answers that came after a run and fit none of its themes: how many, and what the largest
    set of them has in common (``label`` is empty when they have nothing)."""

    __tablename__ = "new_kind"

    id: Mapped[PrimaryKey]
    codebook_id: Mapped[UUID] = mapped_column(ForeignKey("codebook.id"), index=True)
    run_id: Mapped[UUID] = mapped_column(ForeignKey("theme_run.id", ondelete="CASCADE"))
    answers: Mapped[int]
    unlike: Mapped[int]
    label: Mapped[ShortText] = mapped_column(default="")
    keyphrases: Mapped[list[Any]]
    answer_ids: Mapped[list[Any]]
    first_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]
    handled_by: Mapped[UUID | None]
    theme_id: Mapped[UUID | None]


class SectionMark(Base):
    """What a part of a document says: a theme, or (without one) no new point."""

    __tablename__ = "section_mark"
    __table_args__ = (UniqueConstraint("section_id", "theme_id"),)

    id: Mapped[PrimaryKey]
    section_id: Mapped[UUID] = mapped_column(
        ForeignKey("sent_part.id", ondelete="CASCADE"), index=True
    )
    theme_id: Mapped[UUID | None] = mapped_column(ForeignKey("theme.id"))
    marked_at: Mapped[datetime]
    marked_by: Mapped[UUID | None]
