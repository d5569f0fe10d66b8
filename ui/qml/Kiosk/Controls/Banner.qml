import QtQuick
import Kiosk

// A word to notice: good, attention or alarm, with its sign, so that colour is never the only cue.
Rectangle {
    id: banner

    property string title
    property string text
    property string tone: "attention"    // good, attention, alarm
    property string icon: tone === "good" ? "check" : tone === "alarm" ? "bang" : "bell"
    readonly property color ink: tone === "good" ? Theme.actionInk
                               : tone === "alarm" ? Theme.alarmInk : Theme.attentionInk
    readonly property color sign: tone === "good" ? Theme.action
                                : tone === "alarm" ? Theme.alarm : Theme.attentionInk

    visible: title !== "" || text !== ""
    implicitHeight: visible ? Math.max(words.implicitHeight, Theme.badge - Theme.space3) + 2 * Theme.space3 : 0
    radius: Theme.radius
    color: tone === "good" ? Theme.actionWash : tone === "alarm" ? Theme.alarmWash : Theme.attentionWash
    border.color: tone === "good" ? Theme.action : tone === "alarm" ? Theme.alarm : Theme.attentionLine
    border.width: Theme.hair
    Accessible.role: Accessible.AlertMessage
    Accessible.name: title + " " + text

    Rectangle {
        id: disc

        anchors.left: parent.left
        anchors.leftMargin: Theme.space3
        anchors.top: parent.top
        anchors.topMargin: Theme.space3
        width: Theme.badge - Theme.space3
        height: width
        radius: width / 2
        color: banner.sign

        Icon {
            anchors.centerIn: parent
            name: banner.icon
            size: Theme.iconSmall
            stroke: Theme.stroke
            color: Theme.contrast ? Theme.ground : Theme.surface
        }
    }

    Column {
        id: words

        anchors.left: disc.right
        anchors.leftMargin: Theme.space3
        anchors.right: parent.right
        anchors.rightMargin: Theme.space3
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.hair

        Words {
            width: parent.width
            visible: text !== ""
            text: banner.title
            size: Theme.lead
            strong: true
            color: banner.ink
        }

        Words {
            width: parent.width
            visible: text !== ""
            text: banner.text
            color: banner.ink
        }
    }
}
