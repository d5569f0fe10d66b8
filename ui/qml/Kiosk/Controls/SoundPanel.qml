pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// How a recording stands: what to do, how loud it is just now, how long it is.
Rectangle {
    id: panel

    property bool listening: false
    property bool kept: false
    property real seconds: 0
    property real level: 0
    property real limit: 0

    readonly property int bars: 24

    implicitHeight: column.implicitHeight + 2 * Theme.space3
    radius: Theme.radius
    color: kept && !listening ? Theme.actionWash : Theme.surface
    border.color: listening ? Theme.alarm : kept ? Theme.action : Theme.line
    border.width: listening ? Theme.stroke : Theme.hair
    Accessible.role: Accessible.StatusBar
    // Without the seconds: who listens would be told of every one.
    Accessible.name: listening ? detail.text : title.text + " " + detail.text

    Column {
        id: column

        anchors.left: parent.left
        anchors.leftMargin: Theme.space4
        anchors.right: parent.right
        anchors.rightMargin: Theme.space4
        y: Theme.space3
        spacing: Theme.space2

        Words {
            id: title

            width: parent.width
            size: Theme.strong
            strong: true
            color: panel.kept && !panel.listening ? Theme.actionInk : Theme.ink
            text: panel.listening ? qsTr("Listening: %1").arg(Sentences.minutes(panel.seconds))
                : !panel.kept ? qsTr("Nothing recorded yet")
                : panel.seconds > 0 ? qsTr("Recorded: %1").arg(Sentences.minutes(panel.seconds)) : qsTr("Recorded")
        }

        // Bars that grow with the voice; a line of length tells how much room is left.
        Row {
            id: meter

            visible: panel.listening
            width: parent.width
            height: Theme.meter
            spacing: Theme.space1

            Repeater {
                model: panel.bars

                Rectangle {
                    required property int index

                    readonly property bool lit: index < Math.round(panel.level * panel.bars)

                    anchors.verticalCenter: parent.verticalCenter
                    width: (meter.width - (panel.bars - 1) * meter.spacing) / panel.bars
                    height: lit ? Theme.meter : Theme.space2
                    radius: Theme.line4
                    color: lit ? Theme.action : Theme.unlit
                }
            }
        }

        Rectangle {
            visible: panel.listening
            width: parent.width
            height: Theme.space1
            radius: Theme.line4
            color: Theme.unlit

            Rectangle {
                width: panel.limit > 0 ? parent.width * Math.min(1, panel.seconds / panel.limit) : 0
                height: parent.height
                radius: parent.radius
                color: Theme.alarm
            }
        }

        Words {
            id: detail

            width: parent.width
            color: panel.kept && !panel.listening ? Theme.actionInk : Theme.softInk
            text: panel.listening ? qsTr("Speak as you would to a neighbour. It ends by itself after %1.").arg(Sentences.minutes(panel.limit))
                : panel.kept ? qsTr("Only the office that handles this will hear it.")
                : qsTr("Touch the button, speak, and touch it again when you are done. Up to %1.").arg(Sentences.minutes(panel.limit))
        }
    }
}
