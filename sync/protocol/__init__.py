"""What terminal and platform agree on: numbers, canonical bytes, envelopes, messages, signatures.

``numbers``, ``canonical``, ``envelope`` and ``enrolment`` import neither pydantic nor an HTTP
library, so that the screen can use them without paying for those at its first frame.
"""
