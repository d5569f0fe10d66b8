import QtQuick
import Kiosk

// How to lay the card: the card over its place, an arrow down; or up, to take it away.
Rectangle {
    id: drawing

    property bool reading: false
    property bool lifted: false
    property bool done: false    // it has been read

    implicitWidth: Theme.drawing
    implicitHeight: Math.round(width * 0.87)
    radius: Theme.radius
    color: Theme.actionWash
    border.color: Theme.contrast ? Theme.line : Theme.actionWash
    border.width: Theme.hair
    Accessible.ignored: true

    Rectangle {
        id: card

        anchors.horizontalCenter: parent.horizontalCenter
        y: drawing.lifted ? -height * 0.34 : drawing.reading ? parent.height * 0.2 : -height * 0.16
        width: parent.width * 0.74
        height: width * 0.63
        radius: Theme.radiusSmall
        rotation: drawing.reading ? 0 : -5
        antialiasing: true
        color: Theme.surface
        border.color: Theme.action
        border.width: Theme.stroke

        Rectangle {
            x: parent.width * 0.1
            y: parent.height * 0.2
            width: parent.width * 0.42
            height: parent.height * 0.08
            radius: height / 2
            antialiasing: true
            color: Theme.edge
        }

        Rectangle {
            x: parent.width * 0.1
            y: parent.height * 0.4
            width: parent.width * 0.3
            height: parent.height * 0.08
            radius: height / 2
            antialiasing: true
            color: Theme.edge
        }

        Rectangle {
            x: parent.width * 0.1
            y: parent.height * 0.74
            width: parent.width * 0.72
            height: parent.height * 0.08
            radius: height / 2
            antialiasing: true
            color: Theme.attention
        }

        Rectangle {
            x: parent.width * 0.64
            y: parent.height * 0.16
            width: parent.width * 0.24
            height: parent.height * 0.46
            radius: Theme.space1
            antialiasing: true
            color: Theme.actionWash

            Icon {
                anchors.centerIn: parent
                name: "person"
                size: parent.width * 0.8
                stroke: Theme.line3
            }
        }
    }

    Icon {
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.space2
        name: drawing.lifted ? "up" : drawing.reading ? "network" : "down"
        stroke: Theme.stroke + Theme.hair
        size: Math.min(Theme.iconLarge, drawing.height * 0.26)
    }

    SignDisc {
        visible: drawing.done
        x: card.x + card.width - width * 0.6
        y: card.y + card.height - height * 0.6
        implicitWidth: Math.round(drawing.width * 0.26)
    }
}
