"""Tables of short addresses, tagged links, and invitations."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from participation.kernel.orm import Base, PrimaryKey, ShortText


class ShortAddress(Base):
    """A word that leads to a consultation: ``/c/corn-street``."""

    __tablename__ = "short_address"

    consultation_id: Mapped[UUID] = mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE"), primary_key=True
    )
    word: Mapped[str] = mapped_column(String(40), unique=True)


class LinkTag(Base):
    """A way by which people come, such as a poster: its replies are counted together.

    Only tags on this list are kept with a reply, so that no link can be made for one person.
    """

    __tablename__ = "link_tag"
    __table_args__ = (UniqueConstraint("consultation_id", "tag"),)

    id: Mapped[PrimaryKey]
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"))
    tag: Mapped[str] = mapped_column(String(40))
    name: Mapped[ShortText]
    made_at: Mapped[datetime]


class InvitationBatch(Base):
    """Invitations that were made and printed together."""

    __tablename__ = "invitation_batch"

    id: Mapped[PrimaryKey]
    consultation_id: Mapped[UUID] = mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[ShortText]
    number: Mapped[int]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]
    revoked_at: Mapped[datetime | None]


class Invitation(Base):
    """One code, of which only the hash of the form that it opens is kept."""

    __tablename__ = "invitation"

    form_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    batch_id: Mapped[UUID] = mapped_column(
        ForeignKey("invitation_batch.id", ondelete="CASCADE"), index=True
    )
