import Kiosk

// A number between two ends.
DigitsField {}
