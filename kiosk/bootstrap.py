"""Composition root: the only module that sees everybody."""
