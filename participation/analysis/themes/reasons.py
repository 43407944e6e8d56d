"""Answers that say nothing to group: blank ones, and those that give no reason.

Whole answers only are matched, never parts: "None of the buses run on Sunday" is an
answer, "None" is not. The lists are our own, of what people write into a box that they
want to leave empty.
"""

from __future__ import annotations

import unicodedata

from participation.analysis.themes.tokens import READ_AT_MOST, WORD

BLANK = "blank"
NO_WORDS = "no_words"
NOTHING_TO_ADD = "nothing_to_add"
AS_BEFORE = "as_before"
DO_NOT_KNOW = "do_not_know"
BARE_VERDICT = "bare_verdict"

_PHRASES: dict[str, str] = {
    NOTHING_TO_ADD: """
        none|none really|none at all|no|nope|nah|n a|na|nil|nothing|nothing really|nothing else
        nothing to add|nothing more to add|nothing further|nothing further to add|nothing to say
        nothing at this time|nothing at the moment|nothing comes to mind|no comment|no comments
        no further comment|no further comments|no other comments|no additional comments
        not applicable|not relevant|no answer|no reply|no response|no reason|no suggestions
        no thanks|no thank you|that's all|that is all|thats all|skip|pass|blank|x|xx|xxx|test
        none thanks|nothing thanks|nothing thank you|no ideas|nothing specific|not specified
        no particular reason|no issues|leave blank|left blank|rather not say|prefer not to say
        i have nothing to add|i have no comment|i have no comments|i don't have any
        dim|dim byd|dim sylw|dim sylwadau|dim sylwadau pellach|dim byd i ychwanegu|dim rheswm
        dim i'w ychwanegu|dim ateb|amherthnasol|ddim yn berthnasol|nac oes|nac ydy|nag oes
        dim diolch|nage|dim byd arall|dim rhagor|dim yn berthnasol
        nada|ninguno|ninguna|nada que añadir|sin comentarios|no aplica|ningún comentario
        rien|aucun|aucune|néant|rien à ajouter|pas de commentaire|sans commentaire|non|aucun avis
        nichts|keine|kein kommentar|keine angabe|keine angaben|entfällt|nein|k a
        niente|nulla|nessuno|nessuna|nessun commento|nada a declarar|nenhum|nenhuma|não|sem comentários
        nic|brak|brak uwag|brak komentarza|nie dotyczy|nie|bez uwag|geen|niets|geen commentaar|nee
        nu|nimic|niciunul|nu este cazul|fără comentarii|yok|hiçbir şey|hayır|nema|ništa|semmi|nincs
        нет|ничего|нічого|немає|ні|не применимо|nav|nėra|няма|нищо
        لا|لا شيء|لا يوجد|کوئی نہیں|نہیں|कुछ नहीं|नहीं|কিছু না|কিছুই না|না|ਕੁਝ ਨਹੀਂ|ਨਹੀਂ|કંઈ નહીં|ના
        无|無|没有|沒有|无意见|なし|特になし|特にない|없음|없습니다|ไม่มี|không|không có|maya|waxba
    """,
    AS_BEFORE: """
        as above|see above|same as above|same|ditto|as before|as previous|as previously|see previous
        same as before|as stated|as stated above|as already stated|see previous answer
        as previous answer|same answer|same as previous|same again|see last answer|see my answer above
        as i said|as i said before|as said above|already answered|answered above|see other answer
        see below|as below|fel uchod|gweler uchod|fel yr uchod|yr un peth|yr un fath|fel o'r blaen
        comme ci dessus|idem|voir ci dessus|igual|lo mismo|siehe oben|wie oben|come sopra|jak wyżej
        zie boven|ut supra
    """,
    DO_NOT_KNOW: """
        don't know|dont know|do not know|i don't know|i dont know|i do not know|dk|idk|dunno|no idea
        not sure|unsure|i'm not sure|im not sure|i am not sure|no opinion|no view|no views
        i have no idea|i have no opinion|no opinion either way|can't say|cannot say|haven't a clue
        no clue|no preference|don't mind|undecided|can't think of anything|cant think of anything
        ddim yn gwybod|dw i ddim yn gwybod|dwi ddim yn gwybod|dim syniad|ddim yn siŵr|ddim yn siwr
        dwi ddim yn siŵr|dim barn|dim clem|no sé|no lo sé|je ne sais pas|ne sais pas|weiß nicht
        weiss nicht|keine ahnung|keine meinung|non so|non lo so|não sei|nie wiem|weet niet
        geen mening|nu știu|nu stiu|bilmiyorum|не знаю|لا أعرف|لا اعرف|معلوم نہیں|पता नहीं|জানি না
        不知道|わからない|分からない|모름|모르겠습니다
    """,
    BARE_VERDICT: """
        yes|yes please|yep|yeah|ok|okay|fine|agree|i agree|agreed|strongly agree|disagree|i disagree
        strongly disagree|neutral|good|bad|i support this|support|i object|object|maybe|perhaps
        all|all of them|all of the above|everything|any|anything|either|both|neither|whatever
        ydw|oes|cytuno|rwy'n cytuno|dwi'n cytuno|anghytuno|ie|iawn|efallai|sí|oui|ja|sì|sim|tak|da
        evet|да|так|نعم|हाँ|হ্যাঁ|是|はい|네|d'accord|de acuerdo|einverstanden
    """,
}


def _squash(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).replace("’", "'").lower()
    return " ".join(WORD.findall(folded))


_KNOWN = {
    _squash(phrase): reason
    for reason, lines in _PHRASES.items()
    for line in lines.strip().splitlines()
    for phrase in line.strip().split("|")
}
_LONGEST = max(map(len, _KNOWN)) + 20


def why_nothing(text: str) -> str | None:
    """A code for why an answer can't be grouped, or None when it says something.

    >>> why_nothing("  "), why_nothing("???"), why_nothing("N/A."), why_nothing("As above")
    ('blank', 'no_words', 'nothing_to_add', 'as_before')
    >>> why_nothing("None of the buses run on Sunday") is None
    True
    """
    if len(text) > _LONGEST and any(map(str.isalpha, text[:_LONGEST])):
        return None
    stripped = text[:READ_AT_MOST].replace("\x00", " ").strip()
    if not stripped or not any(_visible(sign) for sign in stripped):
        return BLANK
    if len(stripped) > _LONGEST:
        return None if WORD.search(stripped) else NO_WORDS
    words = _squash(stripped)
    if not any(sign.isalnum() for sign in words):
        return NO_WORDS
    return _KNOWN.get(words)


def _visible(sign: str) -> bool:
    return unicodedata.category(sign) not in {"Cc", "Cf", "Zs", "Zl", "Zp"}
