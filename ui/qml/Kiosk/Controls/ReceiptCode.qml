import QtQuick
import Kiosk

// The code of the receipt, large enough for a telephone; its picture has its own white edge.
Column {
    id: receipt

    property alias source: code.source

    spacing: Theme.space1

    Rectangle {
        anchors.horizontalCenter: parent.horizontalCenter
        width: Theme.code
        height: width
        radius: Theme.radiusSmall
        color: Theme.paper

        Image {
            id: code

            anchors.fill: parent
            sourceSize.width: width
            sourceSize.height: height
            fillMode: Image.PreserveAspectFit
            smooth: false
            cache: false
            Accessible.role: Accessible.Graphic
            Accessible.name: qsTr("Code of your receipt")
        }
    }

    Words {
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        text: qsTr("Take a photo")
        size: Theme.small
        color: Theme.softInk
    }
}
