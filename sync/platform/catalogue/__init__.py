"""The platform's catalogue: service items as they were authored, checked and kept by version."""
