"""A citizen's session as an explicit state machine, without a screen.

`machine.Journey` takes one event after the other (`events`) and answers with commands
(`commands`) for whoever owns the devices and the store. Everything known about the person hangs
on one object (`visit.Visit`), so that ending the session is dropping it.
"""
