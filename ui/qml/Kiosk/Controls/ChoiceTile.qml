import QtQuick
import Kiosk

// One answer to choose: its picture above if there is one, a round mark for one of many, a square one
// for some of many. Without a mark the words stand in the middle and a tick tells what is chosen.
Pressable {
    id: tile

    property bool checked: false
    property bool many: false
    property bool marked: true
    property string image
    property string rich           // the words with their markup, where they have some
    readonly property int inset: Theme.space3
    readonly property int beside: marked ? Theme.mark + Theme.space3 : 0

    implicitWidth: Math.ceil(measure.advanceWidth) + Theme.line4 + beside + 2 * inset
    implicitHeight: Math.max(Theme.buttonSmall + Theme.space2, words.height + 2 * inset
                             + (picture.visible ? picture.height + Theme.space2 : 0))
    color: checked || pressed ? Theme.actionWash : Theme.surface
    border.color: checked ? Theme.action : Theme.edge
    border.width: checked ? Theme.stroke : Theme.hair
    Accessible.role: many ? Accessible.CheckBox : Accessible.RadioButton
    Accessible.checkable: true
    Accessible.checked: checked

    TextMetrics {
        id: measure

        font: words.font
        text: tile.text
    }

    FormPicture {
        id: picture

        anchors.horizontalCenter: parent.horizontalCenter
        y: tile.inset
        width: tile.width - 2 * tile.inset
        tallest: Theme.choicePicture
        name: tile.image
        text: tile.text
    }

    Item {
        id: line

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        height: picture.visible ? words.height + 2 * tile.inset : parent.height

        Rectangle {
            id: mark

            visible: tile.marked || tile.checked
            x: tile.marked ? tile.inset : line.width - width - Theme.space1
            y: tile.marked ? (line.height - height) / 2 : Theme.space1 - (line.y)
            width: tile.marked ? Theme.mark : Theme.markSmall
            height: width
            radius: tile.many ? Theme.space1 + Theme.hair : width / 2
            color: tile.checked ? Theme.action : Theme.surface
            border.color: tile.checked ? Theme.action : Theme.edge
            border.width: Theme.line3

            Icon {
                visible: tile.checked
                anchors.centerIn: parent
                name: "check"
                size: mark.width - Theme.space2
                stroke: Theme.stroke
                color: Theme.actionText
            }
        }

        Marked {
            id: words

            x: tile.inset + tile.beside
            anchors.verticalCenter: parent.verticalCenter
            width: parent.width - x - tile.inset
            horizontalAlignment: tile.marked ? Text.AlignLeft : Text.AlignHCenter
            words: tile.text
            rich: tile.rich
            size: Theme.strong
            strong: tile.checked
            color: tile.checked ? Theme.actionInk : Theme.ink
            Accessible.ignored: true
        }
    }
}
