import QtQuick
import Kiosk

// Heading of a part of a page.
Words {
    size: Theme.strong
    strong: true
    Accessible.role: Accessible.Heading
}
