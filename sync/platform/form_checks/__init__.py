"""Checking cases against the very version of the form they were filled in with.

It happens after a case was received and before anybody decides about it: in no request of a
terminal, and before any department gets the case.
"""
