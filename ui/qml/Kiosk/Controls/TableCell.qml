import QtQuick
import Kiosk

// One choice of one row of a table; its name says question and choice, its words may stand above it.
Pressable {
    id: cell

    property bool checked: false
    property bool many: false
    property string words
    property string image
    readonly property int above: picture.visible ? picture.height + Theme.space2 : 0

    implicitHeight: above + Math.max(Theme.target, label.implicitHeight + 2 * Theme.space2)
    radius: Theme.radiusSmall
    color: checked || pressed ? Theme.actionWash : Theme.surface
    border.color: checked ? Theme.action : Theme.edge
    border.width: checked ? Theme.stroke : Theme.hair
    Accessible.role: many ? Accessible.CheckBox : Accessible.RadioButton
    Accessible.checkable: true
    Accessible.checked: checked

    FormPicture {
        id: picture

        x: Theme.space1
        y: Theme.space1
        width: parent.width - 2 * Theme.space1
        tallest: Theme.pictureSmall
        name: cell.image
    }

    Rectangle {
        id: mark

        x: cell.words === "" ? (cell.width - width) / 2 : Theme.space2
        anchors.verticalCenter: parent.verticalCenter
        anchors.verticalCenterOffset: cell.above / 2
        width: Theme.mark
        height: width
        radius: cell.many ? Theme.space1 + Theme.hair : width / 2
        color: cell.checked ? Theme.action : Theme.surface
        border.color: cell.checked ? Theme.action : Theme.edge
        border.width: Theme.line3

        Icon {
            visible: cell.checked
            anchors.centerIn: parent
            name: "check"
            size: Theme.mark - Theme.space2
            stroke: Theme.stroke
            color: Theme.actionText
        }
    }

    Words {
        id: label

        visible: text !== ""
        anchors.left: mark.right
        anchors.leftMargin: Theme.space2
        anchors.right: parent.right
        anchors.rightMargin: Theme.space2
        anchors.verticalCenter: mark.verticalCenter
        text: cell.words
        size: Theme.lead
        strong: cell.checked
        color: cell.checked ? Theme.actionInk : Theme.ink
        Accessible.ignored: true
    }
}
