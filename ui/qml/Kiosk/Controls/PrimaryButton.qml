import QtQuick
import Kiosk

// The one thing to do on this page.
LabelledButton {
    color: !enabled ? Theme.sunken : pressed ? Theme.actionPressed : Theme.action
    ink: enabled ? Theme.actionText : Theme.softInk
    radius: Theme.radius
}
