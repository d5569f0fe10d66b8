import QtQuick
import Kiosk

// What everybody is to know, in one line; touched, all of it.
Pressable {
    id: line

    property var notices: []    // titles
    property bool narrow: false    // no room for a title of any length
    readonly property int others: notices.length - 1

    visible: notices.length > 0
    implicitHeight: Math.max(Theme.buttonSmall, words.implicitHeight + 2 * Theme.space2)
    radius: Theme.radius
    color: pressed ? Theme.attentionWashPressed : Theme.attentionWash
    border.color: Theme.attentionLine
    border.width: Theme.hair
    text: visible ? qsTr("Notice: %1").arg(notices[0]) : ""
    Accessible.description: more.text

    Icon {
        id: bell

        anchors.left: parent.left
        anchors.leftMargin: Theme.space3
        anchors.verticalCenter: parent.verticalCenter
        name: "bell"
        size: Theme.iconSmall
        color: Theme.attentionInk
    }

    Column {
        id: words

        anchors.left: bell.right
        anchors.leftMargin: Theme.space3
        anchors.right: arrow.left
        anchors.rightMargin: Theme.space2
        anchors.verticalCenter: parent.verticalCenter

        Words {
            width: parent.width
            text: line.notices.length === 0 ? "" : line.narrow ? qsTr("Read the notices") : line.notices[0]
            size: Theme.lead
            strong: true
            lineHeight: Theme.leadingTight
            color: Theme.attentionInk
            Accessible.ignored: true
        }

        Words {
            id: more

            visible: text !== ""
            width: parent.width
            text: line.others > 0 && !line.narrow ? qsTr("and %1 more").arg(line.others) : ""
            size: Theme.small
            color: Theme.attentionInk
            Accessible.ignored: true
        }
    }

    Icon {
        id: arrow

        anchors.right: parent.right
        anchors.rightMargin: Theme.space3
        anchors.verticalCenter: parent.verticalCenter
        name: "forward"
        size: Theme.iconSmall - Theme.space1
        color: Theme.attentionInk
    }
}
