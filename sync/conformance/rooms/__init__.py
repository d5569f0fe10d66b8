"""The checks, room by room as the headings of docs/protocol.md."""
