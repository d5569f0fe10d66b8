import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts

// The dev dock: what a person's hands and the weather do to a terminal, as buttons.
ApplicationWindow {
    id: dock

    required property QtObject hands

    width: 420
    height: 840
    visible: true
    x: Screen.desktopAvailableWidth - width - 24
    y: 48
    title: qsTr("Dev dock")
    color: "#F5F2EA"

    component Head: Label {
        font.pixelSize: 18
        font.bold: true
        color: "#084C3E"
        Layout.topMargin: 12
    }

    component Hand: Button {
        font.pixelSize: 16
        Layout.fillWidth: true
        Layout.preferredHeight: 44
    }

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: 20
        spacing: 8

        Head { text: qsTr("ID card") }
        Repeater {
            model: dock.hands.cards
            delegate: Hand {
                required property string modelData
                required property int index
                text: qsTr("Lay: %1").arg(modelData)
                onClicked: dock.hands.layCard(index)
            }
        }
        Hand { text: qsTr("Lift the card"); onClicked: dock.hands.liftCard() }
        Hand { text: qsTr("Unplug or plug in the reader"); onClicked: dock.hands.toggleReader() }

        Head { text: qsTr("Network") }
        Hand {
            text: dock.hands.networkUp ? qsTr("Cut the network") : qsTr("Bring the network back")
            onClicked: dock.hands.toggleNetwork()
        }

        Head { text: qsTr("Receipt printer") }
        Hand {
            text: dock.hands.paperIn ? qsTr("Take the paper out") : qsTr("Load paper")
            onClicked: dock.hands.togglePaper()
        }
        Hand {
            text: dock.hands.coverOpen ? qsTr("Close the cover") : qsTr("Open the cover")
            onClicked: dock.hands.toggleCover()
        }

        Head { text: qsTr("Camera") }
        Hand { text: qsTr("Show the last receipt to the camera"); onClicked: dock.hands.showReceipt() }

        Item { Layout.fillHeight: true }
        Label {
            text: dock.hands.said
            wrapMode: Text.Wrap
            Layout.fillWidth: true
            font.pixelSize: 15
            color: "#5C6B68"
        }
    }
}
