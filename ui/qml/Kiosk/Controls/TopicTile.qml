import QtQuick
import Kiosk

// A topic of the home page.
Pressable {
    id: tile

    property string icon
    property string note
    property bool gold: false
    readonly property color ink: gold ? Theme.attentionInk : Theme.ink

    color: gold ? (pressed ? Theme.attentionWashPressed : Theme.attentionWash)
                : pressed ? Theme.actionWashPressed : Theme.surface
    border.color: gold ? Theme.attentionLine : Theme.line
    border.width: Theme.hair
    Accessible.description: note

    Rectangle {
        id: badge

        anchors.left: parent.left
        anchors.leftMargin: Theme.space3
        anchors.top: noteWords.visible ? parent.top : undefined
        anchors.topMargin: Math.max(Theme.space2, (tile.height - height - noteWords.implicitHeight - Theme.space1) / 2)
        anchors.verticalCenter: noteWords.visible ? undefined : parent.verticalCenter
        width: Theme.badge
        height: width
        radius: Theme.radiusSmall
        color: tile.gold ? Theme.attentionWashPressed : Theme.actionWash

        Icon {
            anchors.centerIn: parent
            name: tile.icon
            color: tile.gold ? Theme.attentionInk : Theme.action
        }
    }

    Words {
        anchors.left: badge.right
        anchors.leftMargin: Theme.space2
        anchors.right: parent.right
        anchors.rightMargin: Theme.space2
        anchors.verticalCenter: badge.verticalCenter
        height: badge.height
        verticalAlignment: Text.AlignVCenter
        text: tile.text
        size: Theme.strong
        wrapMode: Text.WordWrap
        fontSizeMode: Text.Fit
        minimumPixelSize: Theme.small
        strong: true
        color: tile.ink
        lineHeight: Theme.leadingTight
        Accessible.ignored: true
    }

    Words {
        id: noteWords

        visible: tile.note !== "" && !Theme.senior
        anchors.left: parent.left
        anchors.leftMargin: Theme.space3
        anchors.right: parent.right
        anchors.rightMargin: Theme.space2
        anchors.top: badge.bottom
        anchors.topMargin: Theme.space1
        text: tile.note
        size: Theme.small
        color: Theme.softInk
        Accessible.ignored: true
    }
}
