import QtQuick
import Kiosk

// One answer to check: question, answer, change.
Item {
    id: row

    property string ref
    property string label
    property string value
    property string source
    property bool changeable: true
    property bool first: false

    signal change()

    implicitHeight: Math.max(Theme.target + Theme.space2, words.implicitHeight + Theme.space3)

    Rectangle {
        visible: !row.first
        width: parent.width
        height: Theme.hair
        color: Theme.line
    }

    Column {
        id: words

        spacing: Theme.hair
        anchors.left: parent.left
        anchors.right: button.visible ? button.left : parent.right
        anchors.rightMargin: Theme.space2
        anchors.verticalCenter: parent.verticalCenter

        Words {
            width: parent.width
            text: row.source === "" ? row.label : row.label + "  ·  " + row.source
            size: Theme.small
            color: Theme.softInk
        }

        Words {
            width: parent.width
            text: row.value === "" ? qsTr("not filled in") : row.value
            size: Theme.strong
            color: row.value === "" ? Theme.softInk : Theme.ink
        }
    }

    SecondaryButton {
        id: button

        objectName: "change_" + row.ref
        visible: row.changeable
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        implicitHeight: Theme.target
        border.width: Theme.hair
        padding: Theme.space3
        size: Theme.body
        text: qsTr("Change")
        Accessible.name: qsTr("Change: %1").arg(row.label)
        onActivated: row.change()
    }
}
