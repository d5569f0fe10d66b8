"""Words of the documents: one JSON file for each document and language."""
