import QtQuick
import Kiosk

// A picture of the session on white paper, as large as its place allows: what the camera sees, what
// was taken, what was enclosed.
Item {
    id: shown

    property url source
    property string name                    // for those who listen
    property int tallest: Theme.photoHeight
    property bool mirrored: false
    property real shape: 9 / 16             // height by width while there is nothing to be seen
    readonly property bool there: picture.status === Image.Ready && picture.implicitWidth > 1
    readonly property real tall: there ? picture.implicitHeight / picture.implicitWidth : shape
    default property alias content: over.data

    implicitHeight: Math.min(tallest, Math.round(width * tall))

    Rectangle {
        id: frame

        anchors.horizontalCenter: parent.horizontalCenter
        width: Math.min(shown.width, Math.round(shown.height / shown.tall))
        height: shown.height
        radius: shown.there ? 0 : Theme.radiusSmall
        color: shown.there ? Theme.paper : Theme.sunken
        border.color: Theme.edge
        border.width: Theme.line3

        Image {
            id: picture

            objectName: "shown"
            anchors.fill: parent
            anchors.margins: Theme.line3
            visible: shown.there
            mirror: shown.mirrored
            cache: false
            retainWhileLoading: true
            source: shown.source
            Accessible.role: Accessible.Graphic
            Accessible.name: shown.name
        }

        Item {
            id: over

            anchors.fill: parent
        }
    }
}
