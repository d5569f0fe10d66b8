"""Fifty documents and a printer with moods: what is said is what is so."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from drivers.api import PrintResult
from drivers.document_printer.client import Operation, StatusCode
from drivers.document_printer.outcome import JobState
from drivers.simulators.ipp_printer import Ending, IppPrinterSimulator, SimulatedJob
from drivers.simulators.spoiled_answers import Spoiled

Drive = Callable[..., Any]
DOCUMENTS = 50
LOST = (Spoiled.GARBAGE, Spoiled.HALF, Spoiled.HANGUP, Spoiled.HTML, Spoiled.OTHER_REQUEST, 500)
REFUSED = (StatusCode.FORMAT_NOT_SUPPORTED, StatusCode.NOT_ACCEPTING_JOBS, 403)
MOODS = (
    *[Ending()] * 6,
    Ending(short=1),
    Ending(counts=False),
    Ending(reasons=("job-completed-with-errors",)),
    Ending(JobState.ABORTED, ("aborted-by-system",)),
    Ending(JobState.ABORTED, ("document-format-error",), begun=False),
    Ending(JobState.CANCELED, ("job-canceled-at-device",)),
)


def certain(job: SimulatedJob, pages: int) -> bool:
    """Whether a job came out whole and the printer says so."""
    return (job.state, job.impressions) == (JobState.COMPLETED, pages) and (
        job.reasons == ("job-completed-successfully",)
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_fifty_documents_with_faults(
    simulator: IppPrinterSimulator, drive: Drive, seed: int
) -> None:
    driven, chance = drive(simulator.url, factor=0.5), Random(seed)  # noqa: S311 — moods, not keys
    results = []
    for _ in range(DOCUMENTS):
        pages, before = chance.randint(1, 5), len(simulator.jobs)
        simulator.ending = chance.choice(MOODS)
        operation = chance.choice(list(Operation)[:-1])
        if chance.random() < 0.5:
            how = LOST if operation is not Operation.CREATE_JOB else (*LOST, *REFUSED)
            simulator.spoil(operation, chance.choice(how))
        outcome = driven.print(pages)
        simulator.forget_moods()
        results.append(outcome.result)
        made = simulator.jobs[before:]
        assert len(made) <= 1, "announced twice"
        sent = [job for job in made if job.document is not None]
        if outcome.result is PrintResult.PRINTED:
            assert outcome.sheets == pages
            assert [certain(job, pages) for job in sent] == [True]
        if outcome.result is PrintResult.FAILED:
            assert not any(job.impressions for job in sent), "something came out"
            assert all(job.state >= JobState.CANCELED for job in sent), "it may still come out"
    assert set(results) == set(PrintResult)
    assert simulator.asked.count(Operation.SEND_DOCUMENT) <= DOCUMENTS
