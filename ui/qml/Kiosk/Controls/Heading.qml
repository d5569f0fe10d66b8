import QtQuick
import Kiosk

// Heading of a page: one a page, unique.
Words {
    size: Theme.title
    strong: true
    lineHeight: Theme.leadingTight
    Accessible.role: Accessible.Heading
}
