pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// How far one has come: one bar a step and the same in words.
Item {
    id: progress

    property int step: 1
    property int steps: 1

    visible: steps > 1
    implicitHeight: visible ? bars.height + Theme.space1 + words.implicitHeight : 0
    Accessible.role: Accessible.ProgressBar
    Accessible.name: words.text

    Row {
        id: bars

        readonly property int count: Math.max(1, progress.steps)

        width: parent.width
        height: Theme.space1 + Theme.hair
        spacing: count > 12 ? Theme.line4 : Theme.space1 + Theme.hair

        Repeater {
            model: bars.count

            Rectangle {
                required property int index

                width: (bars.width - (bars.count - 1) * bars.spacing) / bars.count
                height: bars.height
                radius: height / 2
                color: index + 1 < progress.step ? Theme.action
                     : index + 1 === progress.step ? Theme.attention : Theme.unlit
                border.color: Theme.line
                border.width: Theme.contrast ? Theme.hair : 0
            }
        }
    }

    Words {
        id: words

        anchors.top: bars.bottom
        anchors.topMargin: Theme.space1
        width: parent.width
        text: qsTr("Step %1 of %2").arg(progress.step).arg(progress.steps)
        size: Theme.small
        color: Theme.softInk
    }
}
