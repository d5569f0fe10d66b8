import QtQuick
import QtQuick.Shapes
import Kiosk

// One star of a rating; its number stands below it.
Pressable {
    id: star

    property bool lit: false
    property bool chosen: false
    property int number: 1
    property int size: Math.min(width - Theme.space1, Theme.iconLarge)

    guarded: false
    implicitHeight: size + label.implicitHeight + Theme.space3
    radius: Theme.radiusSmall
    color: pressed ? Theme.attentionWashPressed : chosen ? Theme.attentionWash : "transparent"
    border.color: chosen ? Theme.attention : "transparent"
    border.width: Theme.line3
    Accessible.role: Accessible.RadioButton
    Accessible.checkable: true
    Accessible.checked: chosen

    Item {
        id: drawing

        readonly property real grid: 48

        anchors.horizontalCenter: parent.horizontalCenter
        y: Theme.space1
        width: star.size
        height: star.size

        Shape {
            width: drawing.grid
            height: drawing.grid
            scale: star.size / drawing.grid
            transformOrigin: Item.TopLeft

            ShapePath {
                fillColor: star.lit ? Theme.attention : Theme.surface
                strokeColor: star.lit ? Theme.attentionInk : Theme.edge
                strokeWidth: Theme.line3
                joinStyle: ShapePath.RoundJoin

                PathSvg {
                    path: Icons.path("star")
                }
            }
        }
    }

    Words {
        id: label

        anchors.horizontalCenter: parent.horizontalCenter
        anchors.top: drawing.bottom
        text: String(star.number)
        size: Theme.small
        strong: star.chosen
        color: star.chosen ? Theme.ink : Theme.softInk
        Accessible.ignored: true
    }
}
