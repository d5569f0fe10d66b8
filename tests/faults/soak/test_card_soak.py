"""Card after card while things go wrong. SOAK_CARDS=1000 SOAK_SEED=… for a longer run."""

import os

from drivers.simulators.card_soak import person, soak_cards

CARDS = int(os.environ.get("SOAK_CARDS", "200"))
SEED = int(os.environ.get("SOAK_SEED", "20261122"))
MOST_GROWTH = 0.05


def test_nobody_is_taken_for_somebody_else_and_memory_stays_flat() -> None:
    report = soak_cards(CARDS, SEED)
    assert report.wrong == []
    assert report.lost == []
    assert report.read == CARDS
    assert set(report.mishaps) >= {"none", "swapped", "pulled", "card", "line", "unplugged"}
    assert report.growth <= MOST_GROWTH


def test_the_people_of_the_soak_are_all_different() -> None:
    cards = [person(number) for number in range(20_000)]
    assert len(set(cards)) == len(cards)
    assert not any(card.needs_manual_check for card in cards)
