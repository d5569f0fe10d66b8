"""Cases in the names of the national exchange, for whoever collects them (docs/exchange.md)."""
