import Kiosk

// A day and a time of it.
ImageField {}
