"""The terminal's configuration file."""
