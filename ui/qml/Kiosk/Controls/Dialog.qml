import QtQuick
import Kiosk

// A question over the page; what is under it cannot be reached until it is answered.
FocusScope {
    id: dialog

    default property alias content: column.data
    property string title
    property string icon: "info"
    property bool urgent: false

    anchors.fill: parent
    Accessible.role: Accessible.Dialog
    Accessible.name: title

    MouseArea {
        anchors.fill: parent
    }

    Rectangle {
        anchors.fill: parent
        color: Theme.veil
        opacity: Theme.contrast ? 1 : 0.72
    }

    Rectangle {
        id: sheet

        anchors.centerIn: parent
        width: Math.min(parent.width - 2 * Theme.margin, Theme.dialogWidth)
        height: column.implicitHeight + 2 * Theme.space5
        radius: Theme.radiusLarge
        color: Theme.surface
        border.color: Theme.line
        border.width: Theme.hair

        Column {
            id: column

            x: Theme.space5
            y: Theme.space5
            width: parent.width - 2 * Theme.space5
            spacing: Theme.space3

            Rectangle {
                anchors.horizontalCenter: parent.horizontalCenter
                width: Theme.iconLarge + Theme.space4
                height: width
                radius: width / 2
                color: dialog.urgent ? Theme.attentionWash : Theme.actionWash

                Icon {
                    anchors.centerIn: parent
                    name: dialog.icon
                    size: Theme.iconLarge - Theme.space3
                    stroke: Theme.stroke
                    color: dialog.urgent ? Theme.attentionInk : Theme.action
                }
            }

            Heading {
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: dialog.title
            }
        }
    }
}
