"""Tables of areas, how many people of which kind live in each, and postcodes."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from participation.kernel.orm import Base, Code, PrimaryKey, ShortText, Words


class Area(Base):
    """A part of the council's area, or the whole of it, by its official code.

    It is never deleted: replies keep its code. ``retired_at`` is when the council's newest list
    no longer had it.
    """

    __tablename__ = "area"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    kind: Mapped[Code] = mapped_column(index=True)
    name: Mapped[Words]
    boundary: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    retired_at: Mapped[datetime | None]


class AreaPopulation(Base):
    """How many people of a category live in an area, from the census or an estimate."""

    __tablename__ = "area_population"

    area_code: Mapped[str] = mapped_column(ForeignKey("area.code"), primary_key=True)
    variable: Mapped[Code] = mapped_column(primary_key=True)
    category: Mapped[Code] = mapped_column(primary_key=True)
    people: Mapped[int]


class PostcodeArea(Base):
    """The area of one kind in which a postcode lies. Postcodes are kept without their space."""

    __tablename__ = "postcode_area"
    __table_args__ = (Index("ix_postcode_area_area_code", "area_code"),)

    postcode: Mapped[str] = mapped_column(String(8), primary_key=True)
    kind: Mapped[Code] = mapped_column(primary_key=True)
    area_code: Mapped[str] = mapped_column(ForeignKey("area.code"))


class GeographyFile(Base):
    """A file that was loaded: what it was, where it came from, and how much of it was used."""

    __tablename__ = "geography_file"

    id: Mapped[PrimaryKey]
    kind: Mapped[Code]
    source: Mapped[ShortText]
    as_of: Mapped[date | None]
    used: Mapped[int]
    passed_over: Mapped[int]
    loaded_at: Mapped[datetime]
    loaded_by: Mapped[UUID | None]
