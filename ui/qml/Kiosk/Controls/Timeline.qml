pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// What happens when: done is a filled dot with a tick, to come is a ring.
Column {
    id: timeline

    property var entries: []    // {when, what, done}

    spacing: 0

    Repeater {
        model: timeline.entries

        Item {
            id: entry

            required property var modelData
            required property int index
            readonly property bool last: index === timeline.entries.length - 1

            width: timeline.width
            implicitHeight: words.implicitHeight + (last ? 0 : Theme.space3)
            Accessible.role: Accessible.ListItem
            Accessible.name: modelData.when + " " + modelData.what

            Rectangle {
                visible: !entry.last
                x: dot.x + (dot.width - width) / 2
                y: dot.y + dot.height
                width: Theme.line4
                height: parent.height - dot.height
                color: entry.modelData.done ? Theme.action : Theme.edge
            }

            Rectangle {
                id: dot

                y: Theme.line4
                anchors.left: parent.left
                width: Theme.iconSmall
                height: width
                radius: width / 2
                color: entry.modelData.done ? Theme.action : Theme.surface
                border.color: Theme.action
                border.width: Theme.stroke

                Icon {
                    visible: entry.modelData.done
                    anchors.centerIn: parent
                    name: "check"
                    size: Theme.iconSmall - Theme.space2
                    color: Theme.actionText
                }
            }

            Column {
                id: words

                anchors.left: dot.right
                anchors.leftMargin: Theme.space3
                anchors.right: parent.right

                Words {
                    width: parent.width
                    text: entry.modelData.when
                    size: Theme.lead
                    strong: true
                }

                Words {
                    width: parent.width
                    visible: text !== ""
                    text: entry.modelData.what
                    color: Theme.softInk
                }
            }
        }
    }
}
