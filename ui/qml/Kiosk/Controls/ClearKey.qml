import QtQuick
import Kiosk

// The small key inside a field that empties it.
LabelledButton {
    implicitHeight: Theme.target
    radius: Theme.radiusSmall
    text: qsTr("Clear")
    size: Theme.body
    padding: Theme.space2
    ink: Theme.ink
    color: pressed ? Theme.actionWashPressed : Theme.sunken
    takesFocus: false
}
