import Kiosk

// A place on the map.
ImageField {}
