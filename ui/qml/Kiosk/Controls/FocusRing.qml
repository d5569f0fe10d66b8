import QtQuick
import Kiosk

// The visible mark of the keys' place, drawn outside the control.
Rectangle {
    property bool shown: false

    objectName: "focusRing"

    visible: shown
    anchors.fill: parent
    anchors.margins: -Theme.space1
    color: "transparent"
    border.color: Theme.focusRing
    border.width: Theme.space1 - Theme.hair
}
