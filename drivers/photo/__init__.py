"""Photo cameras: OpenCV's, and picture files that stand in for one."""
