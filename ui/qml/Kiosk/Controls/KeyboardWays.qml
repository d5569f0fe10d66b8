pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// Two ways to write: with the keys or by hand. Above the keyboard, or beside it on a wide screen.
Grid {
    id: ways

    property bool byHand: false
    readonly property real part: Theme.landscape ? width : (width - columnSpacing) / 2

    signal wanted(bool hand)

    columns: Theme.landscape ? 1 : 2
    columnSpacing: Theme.gap
    rowSpacing: Theme.gap

    component Way: Pressable {
        id: way

        property string icon
        property bool chosen: false

        guarded: false
        takesFocus: false
        activeFocusOnTab: false
        width: ways.part
        implicitHeight: Theme.landscape ? Theme.button : Theme.buttonSmall
        color: pressed ? Theme.actionWashPressed : chosen ? Theme.action : Theme.surface
        border.color: chosen ? Theme.action : Theme.contrast ? Theme.line : Theme.edge
        border.width: Theme.hair
        Accessible.role: Accessible.RadioButton
        Accessible.checkable: true
        Accessible.checked: chosen

        Row {
            anchors.centerIn: parent
            spacing: Theme.space2

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                name: way.icon
                size: Theme.iconSmall
                color: way.chosen && !way.pressed ? Theme.actionText : Theme.ink
            }

            Words {
                anchors.verticalCenter: parent.verticalCenter
                text: way.text
                size: Theme.strong
                strong: true
                lineHeight: Theme.leadingTight
                wrapMode: Text.NoWrap
                color: way.chosen && !way.pressed ? Theme.actionText : Theme.ink
                Accessible.ignored: true
            }
        }
    }

    Way {
        objectName: "keyboardByHand"
        text: qsTr("By hand")
        icon: "pen"
        chosen: ways.byHand
        onActivated: ways.wanted(true)
    }

    Way {
        objectName: "keyboardByKeys"
        text: qsTr("By keys")
        icon: "keyboard"
        chosen: !ways.byHand
        onActivated: ways.wanted(false)
    }
}
