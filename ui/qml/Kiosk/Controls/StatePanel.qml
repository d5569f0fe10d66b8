import QtQuick
import Kiosk

// How things stand, large, in the middle of the page: a drawing or a sign, a title, advice.
Item {
    id: panel

    property string title
    property string text
    property string tone: "quiet"
    property string icon: "info"
    property bool drawn: false
    property bool reading: false
    property bool lifted: false

    implicitHeight: column.implicitHeight + 2 * Theme.space5
    Accessible.role: Accessible.StatusBar
    Accessible.name: title

    Column {
        id: column

        anchors.horizontalCenter: parent.horizontalCenter
        y: Math.max(Theme.space3, (parent.height - height) * 0.42)
        width: Math.min(parent.width, Theme.readingWidth)
        spacing: Theme.space4

        Item {
            anchors.horizontalCenter: parent.horizontalCenter
            width: Theme.panelDrawing
            height: panel.drawn ? Theme.panelDrawing : disc.height

            CardDrawing {
                visible: panel.drawn
                anchors.left: parent.left
                anchors.right: parent.right
                anchors.bottom: parent.bottom
                height: parent.height - Theme.space6
                reading: panel.reading
                lifted: panel.lifted
                done: panel.lifted && panel.tone === "good"
            }

            SignDisc {
                id: disc

                visible: !panel.drawn
                anchors.centerIn: parent
                implicitWidth: Theme.panelSign
                tone: panel.tone
                icon: panel.icon
            }
        }

        Heading {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            size: Theme.landscape ? Theme.title : Theme.display
            text: panel.title
        }

        Words {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: panel.text
            size: Theme.strong
            color: Theme.softInk
        }

        BusyDots {
            visible: panel.reading
            anchors.horizontalCenter: parent.horizontalCenter
        }
    }
}
