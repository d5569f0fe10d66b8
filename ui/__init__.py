"""The screen: Qt Quick pages and their view-models."""
