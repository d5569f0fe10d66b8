import QtQuick
import Kiosk

// One service to choose: its name, a word about it, an arrow on.
Pressable {
    id: tile

    property string note
    property bool gold: false
    property string icon: "forward"

    implicitHeight: Math.max(Theme.buttonSmall + Theme.space3, words.implicitHeight + 2 * Theme.space3)
    color: gold ? (pressed ? Theme.attentionWashPressed : Theme.attentionWash)
                : pressed ? Theme.actionWashPressed : Theme.surface
    border.color: gold ? Theme.attentionLine : Theme.line
    border.width: Theme.hair
    Accessible.description: note

    Column {
        id: words

        anchors.left: parent.left
        anchors.leftMargin: Theme.space3
        anchors.right: arrow.visible ? arrow.left : parent.right
        anchors.rightMargin: Theme.space2
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.hair

        Words {
            width: parent.width
            text: tile.text
            size: Theme.strong
            strong: true
            lineHeight: Theme.leadingTight
            color: tile.gold ? Theme.attentionInk : Theme.ink
            Accessible.ignored: true
        }

        Words {
            width: parent.width
            visible: text !== ""
            text: tile.note
            size: Theme.small
            color: tile.gold ? Theme.attentionInk : Theme.softInk
            Accessible.ignored: true
        }
    }

    Icon {
        id: arrow

        visible: tile.icon !== ""
        anchors.right: parent.right
        anchors.rightMargin: Theme.space3
        anchors.verticalCenter: parent.verticalCenter
        name: tile.icon
        size: Theme.iconSmall - Theme.space1
        color: tile.gold ? Theme.attentionInk : Theme.action
    }
}
