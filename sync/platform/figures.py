"""How much there is of everything, for whoever watches the platform.

All of it comes from the database: whichever worker is asked says the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

from kiosk.clock import Clock
from sync.platform.form_checks.words import Result
from sync.platform.instant import Reason
from sync.platform.states import PartState, State
from sync.platform.store import Database, HealthRow, Standing
from sync.protocol.health import TerminalReport
from sync.protocol.satisfaction import Satisfaction

MEDIA_TYPE = CONTENT_TYPE_PLAIN_0_0_4
_WORDS = {
    "terminals": "Terminals that were let in",
    "messages": "Messages that were accepted",
    "quarantined": "Messages that were refused and are kept",
}

_TOLD = {
    "reported_timestamp_seconds": "When a terminal last said how it is",
    "unsent": "Messages and files a terminal had still to send when it said how it is",
    "oldest_unsent_timestamp_seconds": "When the oldest message was written that had not arrived",
    "refused": "Messages and files of a terminal in quarantine",
    "devices_unwell": "Devices of a terminal that did not serve; absent while no screen ran",
    "free_bytes": "Room on a terminal's disk",
}


class _Figures(Collector):
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def collect(self) -> Iterator[Metric]:
        """Look once, in one transaction."""
        with self._database.reading() as transaction:
            totals = transaction.totals()
            by_state = transaction.cases_by_state()
            yellow, red = transaction.lights(self._clock.now())
            # of one that was revoked nobody wants to hear that it is silent
            terminals = [one for one in transaction.terminals() if one.revoked_at is None]
            here, awaited = transaction.uploads.totals()
            missing, unknown = transaction.uploads.compared()
            departments = transaction.handovers.departments()
            standings = transaction.handovers.standings()
            unsorted = transaction.handovers.waiting_to_be_sorted()
            parts = transaction.parts.by_state()
            verdicts = transaction.parts.verdicts()
            checks = transaction.checks.by_result()
            unchecked = transaction.checks.waiting()
            health = transaction.health.every()
            rated = transaction.ratings.counts()
        for name, value in totals.items():
            yield GaugeMetricFamily(f"bianmin_{name}", _WORDS[name], value)
        yield GaugeMetricFamily("bianmin_files", "Files of cases that are here", here)
        yield GaugeMetricFamily("bianmin_files_awaited", "Files that cases wait for", awaited)
        yield GaugeMetricFamily(
            "bianmin_files_missing", "Files that were here and are not any more", missing
        )
        yield GaugeMetricFamily(
            "bianmin_files_unknown", "Objects in the storage that belong to no case", unknown
        )
        cases = GaugeMetricFamily("bianmin_cases", "Cases by state", labels=["state"])
        for state in State:  # also those without a case: a series must not come and go
            cases.add_metric([state], by_state.get(state, 0))
        yield cases
        bundled = GaugeMetricFamily(
            "bianmin_parts", "Departments' parts of bundles by state", labels=["state"]
        )
        for one in PartState:
            bundled.add_metric([one], parts.get(one, 0))
        yield bundled
        said = GaugeMetricFamily(
            "bianmin_rule_verdicts",
            "Cases that rules of instant approval were asked about, and why a person has to look",
            labels=["verdict", "reason"],
        )
        for reason in Reason:
            verdict = "approve" if reason is Reason.MET else "human"
            said.add_metric([verdict, reason], verdicts.get((verdict, reason), 0))
        yield said
        checked = GaugeMetricFamily(
            "bianmin_form_checks", "Cases compared with their forms, by result", labels=["result"]
        )
        for result in Result:
            checked.add_metric([result], checks.get(result, 0))
        yield checked
        yield GaugeMetricFamily(
            "bianmin_cases_to_check", "Cases not compared with their forms yet", unchecked
        )
        yield _rated(rated)
        late = GaugeMetricFamily(
            "bianmin_cases_late",
            "Cases nine tenths of whose time limit are gone, and all of it",
            labels=["light"],
        )
        late.add_metric(["yellow"], yellow)
        late.add_metric(["red"], red)
        yield late
        seen = GaugeMetricFamily(
            "bianmin_terminal_last_seen_timestamp_seconds",
            "When a terminal last made a signed request",
            labels=["terminal"],
        )
        for terminal in terminals:
            if terminal.last_seen_at is not None:
                seen.add_metric([terminal.number], terminal.last_seen_at.timestamp())
        yield seen
        numbers = {terminal.number for terminal in terminals}
        yield from _told([row for row in health if row.terminal in numbers])
        yield GaugeMetricFamily(
            "bianmin_cases_unsorted",
            "Cases not read for departments yet, or without a file",
            unsorted,
        )
        yield from self._handed({one.name: standings.get(one.name) for one in departments})

    def _handed(self, standings: Mapping[str, Standing | None]) -> Iterator[Metric]:
        """How the departments stand that were added; terminals could name any number of others."""
        handed = GaugeMetricFamily(
            "bianmin_handovers", "Cases for departments by state", labels=["department", "state"]
        )
        oldest = GaugeMetricFamily(
            "bianmin_handover_oldest_seconds",
            "Age of the oldest case that a department does not have yet",
            labels=["department"],
        )
        for name, found in standings.items():
            standing = found or Standing()
            for state in ("waiting", "failing", "delivered", "given_up"):
                handed.add_metric([name, state], getattr(standing, state))
            since = standing.oldest_at
            age = 0.0 if since is None else (self._clock.now() - since).total_seconds()
            oldest.add_metric([name], age)
        yield handed
        yield oldest


def _rated(counts: Mapping[str, int]) -> Metric:
    """What people said about the service."""
    ratings = GaugeMetricFamily(
        "bianmin_ratings", "Cases whose service somebody rated", labels=["satisfaction"]
    )
    for level in Satisfaction:
        ratings.add_metric([level], counts.get(level, 0))
    return ratings


def _told(health: Sequence[HealthRow]) -> Iterator[Metric]:
    """What terminals said of themselves."""
    said_at, unsent, oldest, refused, unwell, free = (
        GaugeMetricFamily(f"bianmin_terminal_{name}", words, labels=["terminal"])
        for name, words in _TOLD.items()
    )
    for row in health:
        report, labels = TerminalReport.model_validate_json(row.report), [row.terminal]
        said_at.add_metric(labels, row.received_at.timestamp())
        unsent.add_metric(labels, report.waiting + report.files)
        if report.oldest_unsent is not None:
            oldest.add_metric(labels, report.oldest_unsent.timestamp())
        refused.add_metric(labels, sum(report.reasons.values()))
        if report.devices is not None:
            unwell.add_metric(labels, len(report.unwell))
        if report.free_bytes is not None:
            free.add_metric(labels, report.free_bytes)
    yield from (said_at, unsent, oldest, refused, unwell, free)


def exposition(database: Database, clock: Clock) -> bytes:
    """All figures in Prometheus' text format.

    Raises:
        EnvironmentFault: the database does not answer.
    """
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures(database, clock))
    return generate_latest(registry)
