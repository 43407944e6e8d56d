"""The field with which a file is uploaded, and what is said when it can't be kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import CombinedMultiDict
from wtforms import FileField
from wtforms.validators import StopValidation

from participation.files import rules


def asked() -> Any:
    """What was posted, files among it: what to give a form that has an :class:`UploadField`."""
    return CombinedMultiDict([request.files, request.form]) if request.method == "POST" else None


def problem_words(code: str, purpose: rules.Purpose, *, largest: int = rules.LARGEST) -> str:
    """Why a file can't be kept, and what to do."""
    words = {
        "none": _("Choose a file"),
        "empty": _("That file is empty. Choose another"),
        "too_big": _("Choose a file of %(size)s or less", size=rules.size_label(largest)),
        "kind": _("Choose a file of one of these kinds: %(kinds)s", kinds=kinds_in_words(purpose)),
        "markup": _(
            "That file is a web page or a drawing that can hold programs. "
            "Save it as PDF, and choose that"
        ),
        "macros": _(
            "That document has macros (programs) in it. Save it without macros, and choose that"
        ),
    }
    return words.get(code, words["kind"])


def kinds_in_words(purpose: rules.Purpose) -> str:
    """The kinds of file that may be chosen, as a list in a sentence."""
    return ", ".join(sorted(kind.label for kind in rules.ALLOWED[purpose]))


class UploadField(FileField):
    """A file to be kept. Its kind, size and content are checked as the form is."""

    def __init__(
        self,
        label: Any = None,
        *,
        purpose: rules.Purpose = rules.Purpose.DOCUMENT,
        required: bool = False,
        largest: int = rules.LARGEST,
        **more: Any,
    ) -> None:
        endings = sorted({f".{one}" for kind in rules.ALLOWED[purpose] for one in kind.endings})
        more.setdefault("render_kw", {"accept": ",".join(endings)})
        super().__init__(label, **more)
        self.purpose, self.required, self.largest = purpose, required, largest
        self._upload: rules.Upload | None = None

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read the file that came, if one did: not more of it than tells that it is too big."""
        self.data, self._upload = None, None
        for one in valuelist:
            if getattr(one, "filename", ""):
                content = one.stream.read(self.largest + 1)
                self._upload = rules.Upload(name=one.filename, content=content)
                self.data = one.filename

    def pre_validate(self, form: Any) -> None:
        """Say what is wrong with the file, if anything is."""
        if self._upload is None:
            if self.required:
                raise StopValidation(problem_words("none", self.purpose))
            return
        try:
            rules.check(self._upload, self.purpose, largest=self.largest)
        except rules.CannotKeep as refusal:
            raise StopValidation(
                problem_words(refusal.problems[0], self.purpose, largest=self.largest)
            ) from None

    def upload(self) -> rules.Upload | None:
        """The file that came, or none. Call it once ``validate()`` has said yes."""
        return self._upload
