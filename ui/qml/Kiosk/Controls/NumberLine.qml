import QtQuick
import Kiosk

// A numbered line.
Item {
    id: line

    property int number: 1
    property string text

    implicitHeight: Math.max(mark.height, words.implicitHeight)

    Rectangle {
        id: mark

        width: Theme.mark
        height: width
        radius: width / 2
        color: Theme.surface
        border.color: Theme.action
        border.width: Theme.line3

        Words {
            anchors.centerIn: parent
            text: String(line.number)
            size: Theme.small
            strong: true
            lineHeight: Theme.leadingTight
            color: Theme.actionInk
        }
    }

    Words {
        id: words

        anchors.left: mark.right
        anchors.leftMargin: Theme.space2
        anchors.right: parent.right
        text: line.text
        size: Theme.lead
    }
}
