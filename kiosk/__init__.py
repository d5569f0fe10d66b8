"""The core of the terminal: no Qt, no HTTP, no hardware."""
