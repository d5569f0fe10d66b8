"""Lights: those the kernel drives, and relays on a serial line."""
