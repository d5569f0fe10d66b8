import QtQuick
import Kiosk

// One line under the header while the mains are gone; nothing at all otherwise.
Rectangle {
    id: strip

    property string power    // "", battery, low, empty
    readonly property bool low: power === "low" || power === "empty"

    implicitHeight: power === "" ? 0 : words.implicitHeight + 2 * Theme.space1
    visible: power !== ""
    color: low ? Theme.alarmWash : Theme.attentionWash
    Accessible.role: Accessible.AlertMessage
    Accessible.name: words.text

    Icon {
        id: sign

        anchors.left: parent.left
        anchors.leftMargin: Theme.margin
        anchors.verticalCenter: parent.verticalCenter
        name: strip.low ? "bang" : "bell"
        size: Theme.iconSmall
        color: words.color
    }

    Words {
        id: words

        anchors.left: sign.right
        anchors.leftMargin: Theme.space2
        anchors.right: parent.right
        anchors.rightMargin: Theme.margin
        anchors.verticalCenter: parent.verticalCenter
        text: strip.power === "empty" ? qsTr("The battery is nearly empty. The terminal rests until the power is back.")
            : strip.low ? qsTr("The battery is nearly empty. Please finish soon; nothing is printed now.")
            : strip.power === "" ? "" : qsTr("The power is out. You can go on: the terminal has a battery.")
        size: Theme.small
        strong: true
        color: strip.low ? Theme.alarmInk : Theme.attentionInk
    }
}
