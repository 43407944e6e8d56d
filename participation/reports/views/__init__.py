"""Pages that read across rooms: for everyone, for a reference, for staff and leaders."""

from participation.reports.views import library, monitoring, public, receipts, staff
from participation.reports.views.base import bp

__all__ = ["bp", "library", "monitoring", "public", "receipts", "staff"]
