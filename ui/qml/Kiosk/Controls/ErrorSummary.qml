pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// Everything still to put right, in the words used at the fields; touching one goes there.
Rectangle {
    id: summary

    property var errors: []

    signal chosen(string ref)

    visible: errors.length > 1
    implicitHeight: visible ? column.implicitHeight + 2 * Theme.space3 : 0
    radius: Theme.radius
    color: Theme.alarmWash
    border.color: Theme.alarm
    border.width: Theme.line3
    Accessible.role: Accessible.AlertMessage
    Accessible.name: title.text

    Column {
        id: column

        x: Theme.space3
        y: Theme.space3
        width: parent.width - 2 * Theme.space3
        spacing: Theme.space1

        Words {
            id: title

            width: parent.width
            text: qsTr("%1 places still need you").arg(summary.errors.length)
            size: Theme.lead
            strong: true
            color: Theme.alarmInk
        }

        Repeater {
            model: summary.errors

            Pressable {
                id: link

                required property var modelData

                objectName: "error_" + modelData.ref
                width: column.width
                implicitHeight: Math.max(Theme.target, linkWords.implicitHeight + Theme.space3)
                radius: Theme.radiusSmall
                text: Sentences.answer(modelData.text)
                color: pressed ? Theme.surface : Theme.alarmWash
                Accessible.role: Accessible.Link
                onActivated: summary.chosen(modelData.ref)

                Words {
                    id: linkWords

                    anchors.left: parent.left
                    anchors.leftMargin: Theme.space1
                    anchors.right: arrow.left
                    anchors.rightMargin: Theme.space2
                    anchors.verticalCenter: parent.verticalCenter
                    text: link.text
                    color: Theme.alarmInk
                    font.underline: true
                    Accessible.ignored: true
                }

                Icon {
                    id: arrow

                    anchors.right: parent.right
                    anchors.rightMargin: Theme.space1
                    anchors.verticalCenter: parent.verticalCenter
                    name: "down"
                    size: Theme.iconSmall - Theme.space1
                    color: Theme.alarmInk
                }
            }
        }
    }
}
