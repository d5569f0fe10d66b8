import QtQuick
import QtQuick.Shapes
import Kiosk

// The page that the document camera has found, drawn over what it sees, and how soon it is taken.
Item {
    id: outline

    property var corners: []                // x and y of four corners in turn, 0 to 1
    property bool good: false
    property real countdown: 0              // 0 to 1
    readonly property color ink: good ? Theme.action : Theme.attention

    Shape {
        anchors.fill: parent
        visible: outline.corners.length === 8

        ShapePath {
            id: path

            readonly property var at: outline.corners.length === 8 ? outline.corners : [0, 0, 0, 0, 0, 0, 0, 0]

            strokeColor: outline.ink
            strokeWidth: Theme.space1
            fillColor: "transparent"
            joinStyle: ShapePath.RoundJoin
            startX: path.at[0] * outline.width
            startY: path.at[1] * outline.height

            PathLine {
                x: path.at[2] * outline.width
                y: path.at[3] * outline.height
            }

            PathLine {
                x: path.at[4] * outline.width
                y: path.at[5] * outline.height
            }

            PathLine {
                x: path.at[6] * outline.width
                y: path.at[7] * outline.height
            }

            PathLine {
                x: path.at[0] * outline.width
                y: path.at[1] * outline.height
            }
        }
    }

    Rectangle {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        height: Theme.space3
        visible: outline.countdown > 0
        color: Theme.ground

        Rectangle {
            objectName: "countdown"
            width: parent.width * outline.countdown
            height: parent.height
            color: Theme.action
        }
    }
}
