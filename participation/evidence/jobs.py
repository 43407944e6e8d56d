"""Work that the clock sets off."""

from __future__ import annotations

from datetime import timedelta

from participation.evidence import services
from participation.extensions import transaction
from participation.jobs.registry import every
from participation.kernel.actors import SYSTEM


@every(timedelta(minutes=5), "evidence.keep_what_is_shown")
def keep_what_is_shown() -> None:
    """See to it that what people are shown now is kept as they see it."""
    with transaction() as session:
        services.keep_what_is_shown(session, actor=SYSTEM)
