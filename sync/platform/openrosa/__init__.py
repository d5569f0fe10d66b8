"""Submissions of OpenRosa 1.0 clients, such as ODK Collect, become cases (docs/openrosa.md).

    multipart    the parts of a request
    instance     reading an XForms instance by the form it was filled in with
    users        letting accounts in, and recognising them (Basic and Digest)
    listing      formList, forms and manifests, from the imported catalogue
    receiving    from requests to one case, exactly once
    answers      the envelope

Each account stands in the place of a terminal: it has a number, and what it submits is sealed for
the platform as a terminal would have done, so that everything behind sees cases like any others.
"""
