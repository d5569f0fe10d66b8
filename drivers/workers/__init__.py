"""One thread for each device: open, use, notice failure, open again."""
