"""Common words that carry no theme, in the languages that UK councils meet most."""

from __future__ import annotations

from functools import cache

_OWN = {
    "en": """
        also really just like get got lot lots would could should can't don't doesn't isn't aren't
        won't i'm i've it's that's there's they're we're you're think need needs want make made
        going much many way thing things people please us one two even still
        yes good bad great nice bit sure look looking come comes coming say said see know feel keep
        maybe perhaps already actually really especially definitely probably better best half till
        i'll you'll we'll they'll he's she's wasn't weren't hasn't haven't you've we've ok okay put
        big little start try thank thanks hope mean means happen else round getting gets
        doing done having goes went took take taking takes gone left right half things stuff
        shouldn't wouldn't didn't wasn't couldn't i'd i'll let use used using able within without
    """,
    "cy": """
        a ac ag ai am ambell an ar arall at atom ba bach be beth bod braidd bu byd bydd byddai
        byddwn byth cael cyn chi chwi da dan dau does dros drwy dw dwi dwy dyma dyna dylai dylid
        ddim ddylai e ef efo ei eich eisiau ein eisoes eithaf er ers eto eu fe fel felly fi fo fod
        fy fydd gael gan ganddo gen gennym gwneud gyda hefyd heb hi hoffwn holl hon hwn hwy hwnnw
        hyd hyn hynny i iawn iddo iddyn ill in ja llawer mae mai mewn mi mo mor mwy na nac nad nag
        ni nhw nid oedd oes ond os pa pam pan pawb peth petai pob pobl pwy roedd rwan rwyf rwy
        rydw rydym rydyn sy sydd si sut 'n 'r tra trwy tu ti tua un unrhyw wedi weld wrth y ydi
        ydy ydym ydyn ym yma yn yna yno yr ystod na'r i'r o'r a'r o â rhaid rhai rwy'n dwi'n mae'n
        mae'r i'n dod mynd mynd gweld gwybod efo i'w o'n fyddai bydda fydd fyddwn gallu gall ar-lein
        dim nawr eto wneud hwn honno rhywbeth rhywun popeth unwaith weithiau dweud meddwl oni ble lle
        wnewch gwnewch os gwelwch dda pryd tan fwy digon llai un dau ddau gyfer rhwng hoffi
    """,
    "fr": """
        le la les un une des du de d et est sont en au aux dans pour par sur avec sans ce cette ces
        il elle ils elles on nous vous je tu que qui quoi ne pas plus moins très trop se sa son ses
        leur leurs mais ou où donc or ni car a ont être avoir fait faire tout tous toute toutes y
        c'est n'est qu'il il y faut si comme aussi même peu peut bien mon ma mes notre nos votre vos
    """,
    "de": """
        der die das den dem des ein eine einen einem einer und ist sind war nicht kein keine in im
        an am auf für mit von vom zu zum zur bei nach aus als auch nur noch sehr mehr so wie wir ihr
        sie er es ich du man dass daß weil wenn aber oder denn doch sich sein ihre uns unser hier da
        hat haben wird werden kann können muss müssen soll sollte sollten über unter vor durch um
    """,
    "es": """
        el la los las un una unos unas y o de del al en con por para sin sobre que qué es son ser
        está están hay no sí se su sus lo le les más menos muy mucho muchos como cuando donde pero
        porque si ya también nos nuestro nuestra este esta estos estas eso esa mi me te tu todo todos
        todas toda ha han hacer puede debe deben hasta desde entre
    """,
    "it": """
        il lo la i gli le un uno una e o di del della dei delle da dal in nel nella con su per tra
        fra che chi non più meno molto è sono essere ha hanno si se anche come ma perché quando dove
        questo questa questi queste mi ti ci vi al alla ai alle noi voi loro suo sua tutti tutto
    """,
    "pt": """
        o a os as um uma uns umas e ou de do da dos das em no na nos nas com por para sem que é são
        ser está não mais menos muito muitos se sua seu suas seus como quando onde mas porque também
        já há este esta isso nós eu ele ela eles elas ao à pelo pela ter tem
    """,
    "nl": """
        de het een en of van in op te aan met voor door bij uit is zijn was niet geen er dat die dit
        deze ik je jij u we wij ze zij hij hun ons onze maar als ook nog meer veel naar om dan wat
        wie waar hoe kan kunnen moet moeten zou worden wordt heeft hebben over onder tot
    """,
    "pl": """
        i w we z ze na do od po za o u a ale lub oraz nie jest są był być się to ten ta te tego tej
        tym że co jak kto gdzie dla przez przy pod nad bez czy już też tylko bardzo więcej jego jej
        ich nas nam my wy oni ja ty on ona może można trzeba bo gdy który która które
    """,
    "ro": """
        și sau de la în din cu pe pentru prin un o unei unui este sunt era nu mai ca că ce cine
        care când unde dar dacă se său sa lui ei lor noi voi eu tu el ea al ale ai a au fi fost
        foarte trebuie să
    """,
}


@cache
def stop_words(language: str = "") -> frozenset[str]:
    """Common words of one language, or of all of them for an empty name."""
    if not language:
        return frozenset().union(*(stop_words(code) for code in _OWN))
    words = set(_OWN.get(language, "").split())
    if language == "en":
        from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

        words |= ENGLISH_STOP_WORDS
    return frozenset(words)


def listed_languages() -> tuple[str, ...]:
    """Languages whose common words are known."""
    return tuple(_OWN)


_IRREGULAR = {
    "children": "child", "women": "woman", "men": "man", "lives": "life", "wives": "wife",
    "feet": "foot", "teeth": "tooth", "shelves": "shelf", "leaves": "leave", "families": "family",
    "busses": "bus", "gas": "gas", "always": "always", "news": "news",
}  # fmt: skip


def singular(word: str) -> str:
    """A rough key under which an English singular and its plural meet.

    >>> [singular(word) for word in ("roads", "cities", "buses", "bus", "crisis", "children")]
    ['road', 'city', 'bus', 'bus', 'crisis', 'child']
    """
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zes", "uses")):
        return word[:-2]
    return word[:-1]
