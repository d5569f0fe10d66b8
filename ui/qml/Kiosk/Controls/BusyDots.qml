pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// Something is being done: three dots, one after the other, slower than anything that flickers.
Row {
    id: dots

    property int lit: 0

    spacing: Theme.space3
    Accessible.role: Accessible.ProgressBar
    Accessible.name: qsTr("In progress")

    Repeater {
        model: 3

        Rectangle {
            required property int index

            width: Theme.space3
            height: width
            radius: width / 2
            color: dots.lit === index ? Theme.action : Theme.unlit
        }
    }

    Timer {
        interval: Theme.progressMs
        running: dots.visible
        repeat: true
        onTriggered: dots.lit = (dots.lit + 1) % 3
    }
}
