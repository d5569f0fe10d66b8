import QtQuick
import Kiosk

// Another way: back, change, later.
LabelledButton {
    color: pressed ? Theme.actionWashPressed : Theme.surface
    ink: Theme.actionInk
    border.color: Theme.action
    border.width: Theme.line3
}
