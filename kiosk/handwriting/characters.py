"""The characters that can be written: those of GB 2312, and those of names that it lacks."""

from __future__ import annotations

from collections.abc import Iterator

FIRST_ROW, LAST_RARE_ROW = 0xB0, 0xF7
LAST_COMMON_ROW = 0xD7
"""GB 2312 has the 3,755 most usual characters in its rows B0 to D7, the other 3,008 after them."""
OF_NAMES = (
    "昇喆堃玥珺旸垚祎瑄玹玙昳钘翀炘曌奡赟頔晞暐烜琇璟璠禛秾翾芃锜镕龑堉媖嫄峣崟弢彧怹惇沄洺涴淏淩"
    "湉湜溁濛焜熤犇玚玦珣珮琀琎琤瑀瑢甦昉旻曈朤橦湲燊玘珅琋皞竑縯褀贇霂飏飖龢"
)


def characters() -> tuple[str, ...]:
    """Every character once, the usual ones first."""
    return tuple(dict.fromkeys((*_standard(), *OF_NAMES)))


def is_common(character: str) -> bool:
    """Whether it is one of the most usual ones."""
    try:
        row = character.encode("gb2312")[0]
    except UnicodeEncodeError:
        return False
    return FIRST_ROW <= row <= LAST_COMMON_ROW


def _standard() -> Iterator[str]:
    for row in range(FIRST_ROW, LAST_RARE_ROW + 1):
        for cell in range(0xA1, 0xFF):
            try:
                yield bytes((row, cell)).decode("gb2312")
            except UnicodeDecodeError:
                continue  # five cells of the standard are empty
