"""What may be: form keys, references, what an answer must hold, what becomes of a response."""

from participation.responses.rules.answers import (
    LONGEST,
    Blank,
    Given,
    Problem,
    as_sent,
    digest_of,
    problem_with,
    tidy_text,
)
from participation.responses.rules.form_keys import BadFormKey, FormKey, new_form_key, read_form_key
from participation.responses.rules.ledger import (
    REASONS,
    CannotChange,
    Deed,
    Reason,
    Status,
    Tally,
    status_after,
    tally_of,
)
from participation.responses.rules.receipts import (
    BadReference,
    code_for,
    hash_of,
    hashes_of,
    normal_receipt,
    shown_receipt,
    tidy_reference,
)
from participation.responses.rules.taking import GRACE, NotTaken, Taking, taking_of
from participation.responses.rules.words import (
    BadWord,
    hash_word,
    tidy_word,
    word_matches,
    word_problem,
)

__all__ = [
    "GRACE",
    "LONGEST",
    "REASONS",
    "BadFormKey",
    "BadReference",
    "BadWord",
    "Blank",
    "CannotChange",
    "Deed",
    "FormKey",
    "Given",
    "NotTaken",
    "Problem",
    "Reason",
    "Status",
    "Taking",
    "Tally",
    "as_sent",
    "code_for",
    "digest_of",
    "hash_of",
    "hash_word",
    "hashes_of",
    "new_form_key",
    "normal_receipt",
    "problem_with",
    "read_form_key",
    "shown_receipt",
    "status_after",
    "taking_of",
    "tally_of",
    "tidy_reference",
    "tidy_text",
    "tidy_word",
    "word_matches",
    "word_problem",
]
