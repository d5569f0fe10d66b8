"""Whether somebody's platform speaks the protocol of docs/protocol.md, tried from outside.

``checks`` says what a check is, ``run`` runs them; the rooms of checks follow the headings of the
document. Nothing here knows how our own platform is built: a province's may be another.
"""
