import QtQuick
import Kiosk

// A large sign in a disc: how things stand, at one look.
Rectangle {
    id: disc

    property string icon: "check"
    property string tone: "good"    // good, attention, alarm, quiet

    implicitWidth: Theme.iconLarge + Theme.space3
    implicitHeight: implicitWidth
    radius: width / 2
    color: tone === "good" ? Theme.action : tone === "alarm" ? Theme.alarm
         : tone === "attention" ? Theme.attentionWash : Theme.actionWash
    border.color: tone === "attention" ? Theme.attentionLine : color
    border.width: Theme.hair

    Icon {
        anchors.centerIn: parent
        name: disc.icon
        size: Math.round(disc.width * 0.58)
        stroke: Theme.stroke + Theme.hair
        color: disc.tone === "good" ? Theme.actionText : disc.tone === "alarm" ? Theme.alarmText
             : disc.tone === "attention" ? Theme.attentionInk : Theme.action
    }
}
