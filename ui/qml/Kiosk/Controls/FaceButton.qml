import QtQuick
import Kiosk

// One level of a rating: a face, and in words what it says.
Pressable {
    id: face

    property string level
    property bool checked: false

    guarded: false
    implicitHeight: drawing.height + words.implicitHeight + Theme.space4
    color: checked || pressed ? Theme.actionWash : Theme.surface
    border.color: checked ? Theme.action : Theme.edge
    border.width: checked ? Theme.stroke : Theme.hair
    Accessible.role: Accessible.RadioButton
    Accessible.checkable: true
    Accessible.checked: checked

    Icon {
        id: drawing

        anchors.horizontalCenter: parent.horizontalCenter
        y: Theme.space2
        name: face.level
        size: Theme.landscape ? Theme.icon : Theme.iconLarge
        color: face.checked ? Theme.action : Theme.softInk
    }

    Words {
        id: words

        anchors.top: drawing.bottom
        anchors.topMargin: Theme.space1
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        text: face.text
        size: Theme.small
        strong: face.checked
        lineHeight: Theme.leadingTight
        color: face.checked ? Theme.actionInk : Theme.ink
        Accessible.ignored: true
    }
}
