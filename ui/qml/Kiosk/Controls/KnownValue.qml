import QtQuick
import Kiosk

// An answer that is known and not asked.
Rectangle {
    property alias text: words.text

    implicitHeight: Math.max(Theme.target, words.implicitHeight + 2 * Theme.space2)
    radius: Theme.radius
    color: Theme.actionWash
    border.color: Theme.contrast ? Theme.line : Theme.actionWash
    border.width: Theme.hair

    Words {
        id: words

        anchors.left: parent.left
        anchors.leftMargin: Theme.space4
        anchors.right: parent.right
        anchors.rightMargin: Theme.space3
        anchors.verticalCenter: parent.verticalCenter
        size: Theme.strong
        personal: true
        color: Theme.actionInk
    }
}
