"""docs/decisions/0008: the pinned PySide6 loses no reference when properties are read."""

import sys

from PySide6.QtCore import Property, QObject

READS = 5000


class Holder(QObject):
    @Property(bool)
    def yes(self) -> bool:
        return True

    @Property("QVariant")  # type: ignore[arg-type] # Qt's name
    def nothing(self) -> None:
        return None


def test_reading_a_property_many_times_keeps_the_reference_counts() -> None:
    holder = Holder()
    before = sys.getrefcount(True), sys.getrefcount(None)
    for _ in range(READS):
        holder.property("yes")
        holder.property("nothing")
    after = sys.getrefcount(True), sys.getrefcount(None)
    assert abs(after[0] - before[0]) < READS / 10
    assert abs(after[1] - before[1]) < READS / 10
