"""Somebody before the terminal, as the kernel's proximity sensors tell."""
