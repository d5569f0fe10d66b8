import Kiosk

// A file.
ImageField {}
