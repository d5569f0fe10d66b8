import QtQuick
import Kiosk

// The code reader waits: where to hold what.
Rectangle {
    id: panel

    implicitHeight: Math.max(disc.height, words.height) + 2 * Theme.space4
    radius: Theme.radiusLarge
    color: Theme.actionWash
    border.color: Theme.action
    border.width: Theme.line3
    Accessible.role: Accessible.StatusBar
    Accessible.name: title.text + " " + detail.text

    SignDisc {
        id: disc

        anchors.left: parent.left
        anchors.leftMargin: Theme.space4
        anchors.verticalCenter: parent.verticalCenter
        implicitWidth: Theme.badgeLarge
        tone: "good"
        icon: "scan"
    }

    Column {
        id: words

        anchors.left: disc.right
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
            text: qsTr("Hold the code to the window")
        }

        Words {
            id: detail

            width: parent.width
            size: Theme.lead
            color: Theme.actionInk
            text: qsTr("Keep it still, a hand's width away. It fills in by itself.")
        }
    }
}
