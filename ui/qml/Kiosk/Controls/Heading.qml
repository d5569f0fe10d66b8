import QtQuick
import Kiosk

// Heading of a page: one a page, unique.
Words {
    size: Theme.title
    strong: true
    lineHeight: 1.12
    Accessible.role: Accessible.Heading
}
