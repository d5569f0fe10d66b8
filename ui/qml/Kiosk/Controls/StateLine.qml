import QtQuick
import Kiosk

// A large sign and beside it what is the case.
Item {
    id: line

    property string title
    property string text

    implicitHeight: Math.max(disc.implicitHeight, words.implicitHeight)

    SignDisc {
        id: disc

        anchors.verticalCenter: parent.verticalCenter
    }

    Column {
        id: words

        anchors.left: disc.right
        anchors.leftMargin: Theme.space3
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.line4

        Heading {
            width: parent.width
            text: line.title
        }

        Words {
            width: parent.width
            text: line.text
            color: Theme.softInk
        }
    }
}
