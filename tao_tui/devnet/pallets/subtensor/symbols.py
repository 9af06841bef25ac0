"""The symbols subnets get, in the order they are handed out."""

from __future__ import annotations

from typing import Final

SYMBOLS: Final = (
    "Ταβγδεζηθικλμνξοπρσtυφχψω"
    "אבגדהוזחטיךכלםמןנסעףפץצקרשת"
    "ابتثجحخدذرزسشصضطظعغفقكلمنهويى"
    "ᚠᚢᚦᚨᚱᚳЫᛉᛒ\u1680ᚁᚂᚃᚄᚅ᚛"
    "აბგდევԱԲԳԴԵԶ՞ЀЁЂЃЄЅъ"
    "ⲀⲁⲂⲃⲄⲅ\U00011000\U00011001\U00011002\U00011003\U00011005"
    "නඳපඵබභ"
    "ⰀⰁⰂⰃⰄⰅⰆⰇⰈⰉⰊⰋⰌⰍⰎⰏⰐⰑⰒⰓⰔⰕⰖⰗⰘⰙⰚⰛⰜⰝⰞⰟⰠกขฃคฅฆงจฉชซฌญฎฏ"
    "ฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓ"
    "ㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣአኡኢኣኤእኦኧወዉዊዋዌውዎኰ኱ኲኳኴኵ኶ጐ጑ጒመጔጕ጖अआइ"
    "ईउऊऋएऐओऔकखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसहアイウエオカキ"
    "クケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲンⴰⴱⴲⴳⴴⴵⴶⴷⴸ"
    "ⴹⴺⴻⴼⴽⴾⴿⵀⵁⵂⵃⵄⵅⵆⵇⵈⵉⵊⵋⵌⵍⵎⵏⵐⵑⵒⵓඅආඉඊඋඌඍඎඏඐඑඒඓඔඕඖකඛගඝඞ"
    "චඡජඣඤටඥඦඩඨඪණඬතථදධ"
)
"""By default netuid; root's capital tau comes first."""


def default_symbol(netuid: int, taken: set[bytes]) -> bytes:
    """The symbol of this netuid, or the first free one; the root symbol when all are taken."""
    own = SYMBOLS[netuid].encode() if netuid < len(SYMBOLS) else None
    if own is not None and own not in taken:
        return own
    free = (symbol.encode() for symbol in SYMBOLS[1:] if symbol.encode() not in taken)
    return next(free, SYMBOLS[0].encode())
