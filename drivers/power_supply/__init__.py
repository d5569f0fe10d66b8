"""Mains and battery, as the kernel tells of them."""
