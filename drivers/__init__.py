"""Devices: protocols, transports, supervision and the simulators that speak the same bytes."""
