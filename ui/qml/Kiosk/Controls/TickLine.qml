import QtQuick
import Kiosk

// A thing to have, with a word on how.
Item {
    id: line

    property string text
    property string note

    implicitHeight: Math.max(mark.height, words.implicitHeight)

    Rectangle {
        id: mark

        width: Theme.mark
        height: width
        radius: width / 2
        color: Theme.actionWash

        Icon {
            anchors.centerIn: parent
            name: "check"
            size: Theme.mark - Theme.space2
            color: Theme.action
        }
    }

    Column {
        id: words

        anchors.left: mark.right
        anchors.leftMargin: Theme.space2
        anchors.right: parent.right

        Words {
            width: parent.width
            text: line.text
            size: Theme.lead
        }

        Words {
            width: parent.width
            visible: text !== ""
            text: line.note
            size: Theme.small
            color: Theme.softInk
        }
    }
}
