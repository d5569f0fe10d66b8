import QtQuick
import Kiosk

// A topic of the home page.
Pressable {
    id: tile

    property string icon
    property string note
    property bool gold: false
    property bool upright: false    // the sign above the words, both large
    readonly property color ink: gold ? Theme.attentionInk : Theme.ink

    color: gold ? (pressed ? Theme.attentionWashPressed : Theme.attentionWash)
                : pressed ? Theme.actionWashPressed : Theme.surface
    border.color: gold ? Theme.attentionLine : Theme.line
    border.width: Theme.hair
    Accessible.description: note

    Rectangle {
        id: badge

        readonly property real below: tile.upright ? words.implicitHeight + Theme.space3
                                    : noteWords.visible ? noteWords.implicitHeight + Theme.space1 : 0

        anchors.left: tile.upright ? undefined : parent.left
        anchors.leftMargin: Theme.space3
        anchors.horizontalCenter: tile.upright ? parent.horizontalCenter : undefined
        y: Math.max(Theme.space2, (tile.height - height - below) / 2)
        width: tile.upright ? Theme.badgeLarge : Theme.badge
        height: width
        radius: tile.upright ? Theme.radius : Theme.radiusSmall
        color: tile.gold ? Theme.attentionWashPressed : Theme.actionWash

        Icon {
            anchors.centerIn: parent
            name: tile.icon
            size: tile.upright ? Theme.iconLarge : Theme.icon
            color: tile.gold ? Theme.attentionInk : Theme.action
        }
    }

    Words {
        id: words

        anchors.left: tile.upright ? parent.left : badge.right
        anchors.leftMargin: Theme.space2
        anchors.right: parent.right
        anchors.rightMargin: Theme.space2
        y: tile.upright ? badge.y + badge.height + Theme.space3 : badge.y
        height: tile.upright ? implicitHeight : badge.height
        horizontalAlignment: tile.upright ? Text.AlignHCenter : Text.AlignLeft
        verticalAlignment: Text.AlignVCenter
        text: tile.text
        size: tile.upright ? Theme.heading : Theme.strong
        wrapMode: Text.WordWrap
        fontSizeMode: tile.upright ? Text.FixedSize : Text.Fit
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
        // one line: both examples, or the first where they are too long
        text: noteSize.advanceWidth <= width ? tile.note : tile.note.split(" · ")[0]
        size: Theme.small
        color: Theme.softInk
        Accessible.ignored: true

        TextMetrics {
            id: noteSize

            font: noteWords.font
            text: tile.note
        }
    }
}
