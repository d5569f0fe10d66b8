import QtQuick
import Kiosk

// The frame of a field: line, thicker when active, vermilion when something is to put right.
Rectangle {
    property bool active: false
    property bool faulty: false

    implicitHeight: Theme.field
    radius: Theme.radius
    color: Theme.surface
    border.color: faulty ? Theme.alarm : active ? Theme.action : Theme.edge
    border.width: faulty || active ? Theme.stroke : Theme.hair
}
