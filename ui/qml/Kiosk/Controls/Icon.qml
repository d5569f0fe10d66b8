pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Shapes
import Kiosk

// One of the line drawings of `Icons`, stroked in one colour; drawn only where it is seen, as many
// buttons have room for one that they do not show.
Item {
    id: icon

    property string name
    property color color: Theme.action
    property int size: Theme.icon
    property real stroke: Theme.stroke

    implicitWidth: size
    implicitHeight: size

    Loader {
        active: icon.visible && icon.name !== ""

        sourceComponent: Shape {
            readonly property real grid: 48

            width: grid
            height: grid
            scale: icon.size / grid
            transformOrigin: Item.TopLeft

            ShapePath {
                fillColor: "transparent"
                strokeColor: icon.color
                strokeWidth: icon.stroke * 48 / icon.size
                capStyle: ShapePath.RoundCap
                joinStyle: ShapePath.RoundJoin

                PathSvg {
                    path: Icons.path(icon.name)
                }
            }
        }
    }
}
