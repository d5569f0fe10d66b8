import QtQuick
import Kiosk

// A pen to choose: its colour or its width as a dot, and a word.
Pressable {
    id: pen

    property bool checked: false
    property color ink
    property int dot: Theme.mark

    implicitHeight: Theme.buttonSmall
    color: checked || pressed ? Theme.actionWash : Theme.surface
    border.color: checked ? Theme.action : Theme.edge
    border.width: checked ? Theme.stroke : Theme.hair
    Accessible.role: Accessible.RadioButton
    Accessible.checkable: true
    Accessible.checked: checked

    Row {
        anchors.centerIn: parent
        spacing: Theme.space2

        // On paper, so that every ink is seen on every ground.
        Rectangle {
            anchors.verticalCenter: parent.verticalCenter
            width: Theme.mark
            height: width
            radius: width / 2
            color: Theme.paper
            border.color: Theme.edge
            border.width: Theme.hair

            Rectangle {
                anchors.centerIn: parent
                width: Math.min(pen.dot, parent.width - Theme.space2)
                height: width
                radius: width / 2
                color: pen.ink
            }
        }

        Words {
            anchors.verticalCenter: parent.verticalCenter
            text: pen.text
            size: Theme.body
            strong: pen.checked
            color: pen.checked ? Theme.actionInk : Theme.ink
            Accessible.ignored: true
        }
    }
}
