import QtQuick
import Kiosk

// One figure of a service: now so many, before so many.
Rectangle {
    id: tile

    property string label
    property string before
    property string after

    implicitHeight: column.implicitHeight + 2 * Theme.space2
    radius: Theme.radius
    color: Theme.actionWash
    border.color: Theme.contrast ? Theme.line : Theme.actionWash
    border.width: Theme.hair
    Accessible.role: Accessible.StaticText
    Accessible.name: after + " " + label

    Column {
        id: column

        anchors.centerIn: parent
        width: parent.width - 2 * Theme.space1

        Grid {
            anchors.horizontalCenter: parent.horizontalCenter
            columns: Theme.landscape || Theme.senior ? 1 : 2
            columnSpacing: Theme.space1
            horizontalItemAlignment: Grid.AlignHCenter
            verticalItemAlignment: Grid.AlignBottom

            Words {
                text: tile.after
                size: Theme.figure
                strong: true
                lineHeight: Theme.leadingTight
                wrapMode: Text.NoWrap
                color: Theme.actionInk
            }

            Words {
                bottomPadding: Theme.landscape || Theme.senior ? 0 : Theme.space1
                text: tile.label
                size: Theme.lead
                strong: true
                wrapMode: Text.NoWrap
                color: Theme.actionInk
            }
        }

        Words {
            visible: tile.before !== "" && tile.before !== tile.after
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: qsTr("before: %1").arg(tile.before)
            size: Theme.small
            color: Theme.softInk
        }
    }
}
