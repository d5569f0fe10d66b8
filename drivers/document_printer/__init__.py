"""The room of printers for A4 documents: IPP, spoken to CUPS or to the printer itself.

- `message`: bytes of IPP (RFC 8010), written and read;
- `exchange`: one request and its answer over HTTP, in bounded time;
- `client`: the few operations that are needed, and what their refusals mean;
- `description`: what a printer is and can do;
- `reasons`: what a printer says of itself, as states and codes;
- `following`: a job until its end;
- `outcome`: what became of it;
- `pages`: how many pages a PDF has;
- `ipp`: the driver.
"""
