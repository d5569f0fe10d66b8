pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// The longer explanation of a question, for who asks for it; built only where there is one.
Loader {
    id: about

    property string words
    property string rich
    property bool open: false

    active: words !== ""
    visible: active

    sourceComponent: Column {
        spacing: Theme.space1

        Pressable {
            objectName: "moreAbout"
            width: Math.min(parent.width, line.implicitWidth + 2 * Theme.space3)
            implicitHeight: Theme.target
            radius: Theme.radiusSmall
            color: pressed ? Theme.actionWashPressed : "transparent"
            text: about.open ? qsTr("Close the explanation") : qsTr("More about this")
            onActivated: about.open = !about.open

            Row {
                id: line

                anchors.left: parent.left
                anchors.leftMargin: Theme.space1
                anchors.verticalCenter: parent.verticalCenter
                spacing: Theme.space2

                Icon {
                    anchors.verticalCenter: parent.verticalCenter
                    name: about.open ? "up" : "info"
                    size: Theme.iconSmall
                    color: Theme.actionInk
                }

                Words {
                    anchors.verticalCenter: parent.verticalCenter
                    text: about.open ? qsTr("Close the explanation") : qsTr("More about this")
                    strong: true
                    color: Theme.actionInk
                    Accessible.ignored: true
                }
            }
        }

        Rectangle {
            visible: about.open
            width: parent.width
            implicitHeight: body.implicitHeight + 2 * Theme.space3
            radius: Theme.radius
            color: Theme.actionWash
            border.color: Theme.contrast ? Theme.line : Theme.actionWash
            border.width: Theme.hair

            Marked {
                id: body

                x: Theme.space3
                y: Theme.space3
                width: parent.width - 2 * Theme.space3
                words: about.words
                rich: about.rich
            }
        }
    }
}
