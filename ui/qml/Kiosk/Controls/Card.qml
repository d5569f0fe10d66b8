import QtQuick
import Kiosk

// A sheet of paper on the ground; as high as what lies in it.
Rectangle {
    id: card

    default property alias content: column.data
    property int padding: Theme.space4
    property alias spacing: column.spacing

    implicitHeight: column.implicitHeight + 2 * padding
    radius: Theme.radiusLarge
    color: Theme.surface
    border.color: Theme.line
    border.width: Theme.hair

    Column {
        id: column

        x: card.padding
        y: card.padding
        width: card.width - 2 * card.padding
        spacing: Theme.space2
    }
}
