import Kiosk

// Choices in the order the person gives them.
ImageField {}
