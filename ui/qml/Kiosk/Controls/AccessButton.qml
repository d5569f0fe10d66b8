import QtQuick
import Kiosk

// A button of the access bar: drawing over (or before) its word; "on" is a filled bar and a tick.
Pressable {
    id: control

    property string icon
    property bool checked: false
    property bool urgent: false
    readonly property color ink: urgent ? Theme.alarmText : checked ? Theme.actionText : Theme.ink

    radius: Theme.radius
    color: urgent ? (pressed ? Theme.alarmPressed : Theme.alarm)
         : checked ? (pressed ? Theme.actionPressed : Theme.action)
         : pressed ? Theme.actionWashPressed : Theme.ground
    border.color: urgent || checked ? color : Theme.line
    border.width: Theme.hair
    takesFocus: false
    Accessible.checkable: !urgent
    Accessible.checked: checked

    Grid {
        anchors.centerIn: parent
        columns: Theme.landscape ? 2 : 1
        rows: Theme.landscape ? 1 : 2
        columnSpacing: Theme.space2
        rowSpacing: Theme.line4
        horizontalItemAlignment: Grid.AlignHCenter
        verticalItemAlignment: Grid.AlignVCenter

        Icon {
            name: control.checked ? "check" : control.icon
            size: Theme.iconSmall
            color: control.urgent || control.checked ? control.ink : Theme.action
        }

        Words {
            text: control.text
            size: Theme.small + (Theme.senior ? 0 : Theme.hair)
            strong: true
            lineHeight: Theme.leadingTight
            wrapMode: Text.NoWrap
            color: control.ink
            Accessible.ignored: true
        }
    }
}
