import Kiosk

// Something said instead of written.
ImageField {}
