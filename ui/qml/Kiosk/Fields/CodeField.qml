import Kiosk

// A printed code.
ImageField {}
