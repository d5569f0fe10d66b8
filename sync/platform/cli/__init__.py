"""The command ``kiosk-platform``: a module for each group of its sub-commands."""
