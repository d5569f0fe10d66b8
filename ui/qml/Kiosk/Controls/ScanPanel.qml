import QtQuick
import Kiosk

// The code reader waits: where to hold what. Or it has just read a code.
Rectangle {
    id: panel

    property bool read: false
    property bool narrow: false             // no room for the sign

    implicitHeight: Math.max(narrow ? 0 : disc.height, words.height) + 2 * Theme.space4
    radius: Theme.radiusLarge
    color: Theme.actionWash
    border.color: Theme.action
    border.width: Theme.line3
    Accessible.role: Accessible.StatusBar
    Accessible.name: read ? title.text : title.text + " " + detail.text

    SignDisc {
        id: disc

        visible: !panel.narrow
        anchors.left: parent.left
        anchors.leftMargin: Theme.space4
        anchors.verticalCenter: parent.verticalCenter
        implicitWidth: Theme.badgeLarge
        tone: "good"
        icon: panel.read ? "check" : "scan"
    }

    Column {
        id: words

        anchors.left: panel.narrow ? parent.left : disc.right
        anchors.leftMargin: Theme.space4
        anchors.right: parent.right
        anchors.rightMargin: Theme.space4
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.space1

        Words {
            id: title

            width: parent.width
            size: Theme.heading
            strong: true
            lineHeight: Theme.leading
            color: Theme.actionInk
            text: panel.read ? qsTr("The code was read") : qsTr("Hold the code to the window")
        }

        Words {
            id: detail

            visible: !panel.read
            width: parent.width
            size: Theme.lead
            color: Theme.actionInk
            text: qsTr("Keep it still, a hand's width away. It fills in by itself.")
        }
    }
}
