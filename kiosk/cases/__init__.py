"""Cases: from the submission on the screen to the acknowledgement of the platform.

    submission    what a finished session hands over
    deposit       the one transaction behind 提交: number, sealing, case row, outbox row
    enquiry       what the terminal still knows about its cases; all of it masked
    delivery      the outbox seen by the sync agent: lease, acknowledge, retry, quarantine
    mirror        states fed back by the platform
    records       the rows these use-cases read and write
    ports         what they ask of a store
    fakes         a store in memory, for the tests of this package and of its users

Use-cases take a `UnitOfWork` that is not entered yet, enter it, and commit.
"""
