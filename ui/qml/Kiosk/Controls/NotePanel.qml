import QtQuick
import Kiosk

// Something to read between questions.
Rectangle {
    id: note

    property string title
    property string text
    property string titleRich
    property string textRich
    property string icon: "info"

    implicitHeight: words.implicitHeight + 2 * Theme.space3
    radius: Theme.radius
    color: Theme.attentionWash
    border.color: Theme.attentionLine
    border.width: Theme.hair
    Accessible.role: Accessible.Note
    Accessible.name: title + " " + text

    Icon {
        id: sign

        anchors.left: parent.left
        anchors.leftMargin: Theme.space3
        anchors.top: parent.top
        anchors.topMargin: Theme.space3
        name: note.icon
        size: Theme.mark
        color: Theme.attentionInk
    }

    Column {
        id: words

        anchors.left: sign.right
        anchors.leftMargin: Theme.space2
        anchors.right: parent.right
        anchors.rightMargin: Theme.space3
        y: Theme.space3
        spacing: Theme.line4

        Marked {
            width: parent.width
            visible: text !== ""
            words: note.title
            rich: note.titleRich
            size: Theme.lead
            strong: note.text !== ""
            color: Theme.attentionInk
        }

        Marked {
            width: parent.width
            visible: text !== ""
            words: note.text
            rich: note.textRich
            color: Theme.attentionInk
        }
    }
}
