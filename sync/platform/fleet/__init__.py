"""Simulated terminals: real keys, sealed cases, signed requests; only the citizens are made up."""
