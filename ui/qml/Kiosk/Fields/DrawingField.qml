import Kiosk

// A drawing, on white or on a picture.
ImageField {}
