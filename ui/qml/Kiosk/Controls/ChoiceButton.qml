import QtQuick
import Kiosk

// One answer to choose: a round mark for one of many, a square one for some of many.
Pressable {
    id: choice

    property bool checked: false
    property bool many: false
    property string rich           // the words with their markup, where they have some

    implicitHeight: Math.max(Theme.buttonSmall + Theme.space2, words.implicitHeight + 2 * Theme.space3)
    color: checked || pressed ? Theme.actionWash : Theme.surface
    border.color: checked ? Theme.action : Theme.edge
    border.width: checked ? Theme.stroke : Theme.hair
    Accessible.role: many ? Accessible.CheckBox : Accessible.RadioButton
    Accessible.checkable: true
    Accessible.checked: checked

    Rectangle {
        id: mark

        anchors.left: parent.left
        anchors.leftMargin: Theme.space3
        anchors.verticalCenter: parent.verticalCenter
        width: Theme.mark
        height: width
        radius: choice.many ? Theme.space1 + Theme.hair : width / 2
        color: choice.checked ? Theme.action : Theme.surface
        border.color: choice.checked ? Theme.action : Theme.edge
        border.width: Theme.line3

        Icon {
            visible: choice.checked
            anchors.centerIn: parent
            name: "check"
            size: Theme.mark - Theme.space2
            stroke: Theme.stroke
            color: Theme.actionText
        }
    }

    Marked {
        id: words

        anchors.left: mark.right
        anchors.leftMargin: Theme.space3
        anchors.right: parent.right
        anchors.rightMargin: Theme.space3
        anchors.verticalCenter: parent.verticalCenter
        words: choice.text
        rich: choice.rich
        size: Theme.strong
        strong: choice.checked
        color: choice.checked ? Theme.actionInk : Theme.ink
        Accessible.ignored: true
    }
}
