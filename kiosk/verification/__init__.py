"""Whether a code on a document is genuine: signed by whom this place trusts, and not changed.

A code's text is a prefix, base45 (RFC 9285), perhaps zlib, a COSE_Sign1 message (RFC 9052), and in
it the claims of a CBOR Web Token (RFC 8392). ``BM2:`` are documents of terminals and platforms of
this program, ``HC1:`` the health certificates of the HCERT specification. Nothing here needs a
network, and nothing a code holds raises an exception.
"""

from kiosk.verification.claims import Claims, DocumentKind
from kiosk.verification.signing import sign_code
from kiosk.verification.trust import TrustList, load_trust_list
from kiosk.verification.verifying import Outcome, Reason, Verdict, verify

__all__ = [
    "Claims",
    "DocumentKind",
    "Outcome",
    "Reason",
    "TrustList",
    "Verdict",
    "load_trust_list",
    "sign_code",
    "verify",
]
