import QtQuick
import Kiosk

// The large way to a photograph.
LabelledButton {
    implicitHeight: Theme.recordKey
    radius: Theme.radiusLarge
    color: pressed ? Theme.actionPressed : Theme.action
    ink: Theme.actionText
    icon: "camera"
    size: Theme.heading
}
