"""How cases are taken is what the imported catalogue says of their very version."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from sync.platform.catalogue.importing import import_catalogue
from sync.platform.states import State
from sync.platform.supervision.limits import Limit, Run, Unit, deadline
from sync.platform.supervision.working_days import WorkingDays
from sync.protocol.body import ItemBody

SHIPPED = Limit(22, Unit.WORKING_DAY)
LIMIT = {"number": 3, "unit": "day", "words": {"zh_CN": "3 天", "en": "3 days"}}


def test_the_imported_version_of_an_item_says_how_its_cases_are_taken(
    platform: Any, terminal: Any, tmp_path: Path, project_root: Path
) -> None:
    folder = tmp_path / "catalogue"
    shutil.copytree(project_root / "kiosk" / "catalogue" / "starter" / "602", folder / "602")
    facts = json.loads((folder / "602" / "item.json").read_text(encoding="utf-8"))
    for version, changes in (
        ("7", {"promised_limit": LIMIT}),
        ("8", {"promised_limit": LIMIT | {"number": 0}, "handling": "instant"}),
    ):
        changed = json.dumps(facts | {"version": version} | changes)
        (folder / "602" / "item.json").write_text(changed, encoding="utf-8")
        import_catalogue(platform.parts.database, folder, actor="王主任", clock=platform.clock)

    def case_of_version(version: str) -> Any:
        item = ItemBody(id="602", code=facts["item_code"], version=version, name={})
        (result,) = terminal.deliver(terminal.message(terminal.case(item=item))).results
        with platform.parts.database.reading() as transaction:
            return transaction.case_by_number(result.case_number)

    before, imported, on_the_spot = map(case_of_version, "178")
    three_days = deadline(Limit(3, Unit.DAY), [Run(imported.received_at)], WorkingDays())
    shipped = deadline(SHIPPED, [Run(before.received_at)], WorkingDays())
    assert three_days is not None
    assert shipped is not None
    assert (before.red_at, imported.red_at, on_the_spot.red_at) == (
        shipped.red,
        three_days.red,
        None,
    )
    decided = platform.parts.decisions.decide(imported.case_number, State.IN_REVIEW, actor="x")
    assert decided.red_at == three_days.red
