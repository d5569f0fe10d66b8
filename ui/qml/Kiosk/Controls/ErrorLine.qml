import QtQuick
import Kiosk

// What to put right, under the field it is about.
Item {
    id: line

    property string text

    objectName: "errorLine"
    visible: text !== ""
    implicitHeight: visible ? Math.max(disc.height, words.implicitHeight) : 0
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text
    Accessible.ignored: text === ""

    Rectangle {
        id: disc

        width: Theme.mark
        height: width
        radius: width / 2
        color: Theme.alarm

        Icon {
            anchors.centerIn: parent
            name: "bang"
            size: Theme.mark - Theme.space1
            stroke: Theme.stroke + Theme.hair
            color: Theme.alarmText
        }
    }

    Words {
        id: words

        anchors.left: disc.right
        anchors.leftMargin: Theme.space2
        anchors.right: parent.right
        anchors.verticalCenter: disc.height > implicitHeight ? disc.verticalCenter : undefined
        text: line.text
        color: Theme.alarmInk
        Accessible.ignored: true
    }
}
