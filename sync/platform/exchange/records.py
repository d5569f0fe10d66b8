"""What a case says in each of the tables (docs/exchange.md has the source of every column)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import uuid5

from pydantic import JsonValue

from sync.platform.decisions import PLATFORM
from sync.platform.exchange.codes import Codes
from sync.platform.routing import words_for
from sync.platform.states import State
from sync.platform.store import CaseRow, FeedRow, ItemRow
from sync.protocol.body import CaseBody
from sync.protocol.numbers import LOCAL_TIME

Record = Mapping[str, str]

ACCEPTING = frozenset({State.ACCEPTED, State.AUTO_ACCEPTED})
ENDING = frozenset(
    {State.APPROVED, State.REFUSED, State.NOT_ACCEPTED, State.WITHDRAWN, State.LAPSED}
)
"""States in which a case is decided (办结); what follows is about its result."""
_MOBILE = re.compile(r"1[3-9]\d{9}")
_VERSION = re.compile(r"\d{1,9}")
_PERSON = "1"
"""申请人类型: a natural person, the only ones a terminal serves (GB/T 39046)."""


@dataclass(frozen=True, slots=True)
class Event:
    """A case came into a state.

    Args:
        case: as it is now.
        here: the event.
        past: those before it, oldest first.
        item: the item's version, if the platform holds it.
    """

    case: CaseRow
    here: FeedRow
    past: Sequence[FeedRow]
    item: ItemRow | None

    @property
    def accepts(self) -> bool:
        """Whether the case was accepted by it, for the first time."""
        before = {event.state for event in self.past}
        return self.here.state in ACCEPTING and not before & ACCEPTING

    @property
    def ends(self) -> bool:
        """Whether the case was decided by it."""
        return self.here.state in ENDING


class Records:
    """Makes the records of one day.

    Args:
        codes: of the exchange.
        day: whose events they are; the name of their batch.
    """

    def __init__(self, codes: Codes, day: date) -> None:
        self._codes = codes
        self._always = {"cd_batch": f"{day:%Y%m%d}"} | {
            name: codes.constants[name] for name in ("data_source", "cd_operation")
        }

    def accept(self, event: Event, body: CaseBody, promised: datetime | None) -> Record:
        """The record of ``up_pro_accept``.

        Args:
            event: by which the case was accepted.
            body: the case as its terminal sealed it.
            promised: when it is to be decided, as was said then.
        """
        case, item, codes = event.case, event.item, self._codes
        applicant, agent = body.applicant, body.agent and body.agent.person
        return self._record(
            event,
            "accept",
            catalog_code=codes.catalog_code.get(case.item_code, ""),
            task_code=case.item_code,
            task_handle_item=codes.task_handle_item.get(case.item_code, ""),
            task_name=item.name if item else body.item.name.get("zh_CN", ""),
            task_version=case.item_version if _VERSION.fullmatch(case.item_version) else "",
            project_type=codes.project_type.get(item.handling, "") if item else "",
            applyer_name=applicant.name,
            applyer_type=_PERSON,
            applyer_page_type=codes.applyer_page_type.get(applicant.kind, ""),
            applyer_page_code=applicant.id_no,
            apply_date=moment(body.times.deposited_at),
            apply_type=codes.constants["apply_type"],
            contact_name=agent.name if agent else "",
            contact_type=codes.applyer_page_type.get(agent.kind, "") if agent else "",
            contact_code=agent.id_no if agent else "",
            contact_mobile=_mobile(body.answers),
            address=_answer(body.answers, "live_address"),
            org_name=item.authority if item else "",
            org_code=item.authority_code if item else "",
            handle_user_name=self._actor(event),
            accept_date=moment(event.here.at),
            promise_date=moment(_last_second(promised)) if promised else "",
        )

    def materials(self, event: Event, body: CaseBody) -> Iterator[Record]:
        """The records of ``up_pro_material``: what was enclosed with the case.

        Args:
            event: by which it was accepted.
            body: the case as its terminal sealed it.
        """
        for number, attachment in enumerate(body.attachments, 1):
            yield self._record(
                event,
                f"material:{number}",
                material_name=attachment.name,
                get_type=self._codes.constants["get_type"],
                get_num="1",
                material_attach_name=attachment.name,
            )

    def process(self, event: Event) -> Record:
        """The record of ``up_pro_process``: the step that this event ended."""
        here = event.here
        began = event.past[-1].at if event.past else here.at
        return self._record(
            event,
            f"process:{here.position}",
            event_name=self._codes.event_name.get(here.state, ""),
            process_name=words_for(State(here.state)).get("zh_CN", ""),
            handle_user_name=self._actor(event),
            handle_explain=_chinese(here.text),
            event_start_time=moment(began),
            event_end_time=moment(here.at),
        )

    def result(self, event: Event, satisfaction: str) -> Record:
        """The record of ``up_pro_result``: how the case ended.

        Args:
            event: by which it ended.
            satisfaction: level of the case's rating; empty if nobody rated it.
        """
        here = event.here
        return self._record(
            event,
            f"result:{here.position}",
            handle_user_name=self._actor(event),
            result_date=moment(here.at),
            result_type=self._codes.result_type.get(here.state, ""),
            result_explain=_chinese(here.text),
            is_delivery_results=self._codes.constants["is_delivery_results"],
            satisfaction=self._codes.satisfaction.get(satisfaction, ""),
        )

    def _record(self, event: Event, name: str, **columns: str) -> Record:
        always = {
            # the same record has the same name whenever it is made
            "row_guid": str(uuid5(event.case.case_id, name)),
            "project_no": event.case.case_number,
        }
        return always | self._always | columns

    def _actor(self, event: Event) -> str:
        return self._codes.nobody if event.here.actor == PLATFORM else event.here.actor


def moment(at: datetime) -> str:
    """A moment as the exchange writes it: to the second, in Beijing time."""
    return f"{at.astimezone(LOCAL_TIME):%Y-%m-%d %H:%M:%S}"


def _last_second(due: datetime) -> datetime:
    """The last second before a limit has ended, if it ends with a day: that day is meant."""
    return due - timedelta(seconds=1) if due.astimezone(LOCAL_TIME).time() == time() else due


def _chinese(text: str) -> str:
    found: dict[str, str] = json.loads(text)
    return found.get("zh_CN", "")


def _mobile(answers: Mapping[str, JsonValue]) -> str:
    found = _answer(answers, "phone")
    return found if _MOBILE.fullmatch(found) else ""


def _answer(answers: Mapping[str, JsonValue], name: str) -> str:
    """The answer to a question of a form that everybody names alike; empty if it was not asked."""
    for key, value in answers.items():
        if key == name and isinstance(value, str):
            return value
        if isinstance(value, dict) and (found := _answer(value, name)):
            return found
    return ""
