"""Taking the documents that departments' systems bring."""

from __future__ import annotations

from kiosk.errors import EnvironmentFault
from sync.platform.problems import ProblemError
from sync.platform.results import Results
from sync.platform.store import Database
from sync.protocol.result_kinds import ResultKind
from sync.protocol.wire import Sha256, WireModel

_STATUS = {"case.ambiguous": 409, "case.state": 409, "result.unusable": 422}


class BroughtResult(WireModel):
    """What came of bringing a document.

    Args:
        case_number: whose.
        department: who brought it.
        kind: what it is.
        sha256: of the document.
        case_state: of the whole case.
        news: whether it was brought for the first time.
    """

    case_number: str
    department: str
    kind: ResultKind
    sha256: Sha256
    case_state: str
    news: bool


class Bringing:
    """The use-case.

    Args:
        database: knows whose the cases are.
        results: keeps the documents.
    """

    def __init__(self, database: Database, results: Results) -> None:
        self._database = database
        self._results = results

    def bring(
        self, name: str, number: str, content: bytes, kind: ResultKind, title: str
    ) -> BroughtResult:
        """Keep a document of a department that was let in.

        Raises:
            ProblemError: 404 ``case.unknown``; 409 ``case.ambiguous``, two cases have this deposit
                number, or ``case.state``; 422 ``result.unusable``.
        """
        with self._database.reading() as transaction:
            cases = transaction.cases_by_number(number)
            if not any(transaction.handovers.of_case(name, case.case_id) for case in cases):
                # nobody learns which cases there are
                raise ProblemError(404, "case.unknown", "This department has no such case.")
        try:
            added = self._results.add(
                number, content, kind=kind, name=title, actor=f"department {name}"
            )
        except EnvironmentFault as fault:
            if fault.code not in _STATUS:
                raise
            raise ProblemError(_STATUS[fault.code], fault.code, str(fault)) from fault
        return BroughtResult(
            case_number=added.case.case_number,
            department=name,
            kind=ResultKind(added.result.kind),
            sha256=added.result.sha256,
            case_state=added.case.state,
            news=added.news,
        )
