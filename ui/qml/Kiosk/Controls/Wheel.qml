import QtQuick
import Kiosk

// A number to turn up and down by touch or to type; never by swiping only.
Column {
    id: wheel

    property string name
    property string unit
    property string title: unit    // what it is called for who listens
    property int value: -1          // -1: not chosen yet
    property string typed           // digits typed so far, shown instead of the value
    property int from: 0
    property int to: 59
    property int start: from        // where the first step begins
    property int digits: 2
    property bool wraps: false
    property bool active: false
    property bool faulty: false
    property var spell: number => padded(number)

    signal turned(int value)
    signal chosen()

    function padded(number: int): string {
        return String(number).padStart(digits, "0");
    }

    function turn(step: int): void {
        if (value < 0)
            turned(start);
        else if (value + step > to)
            turned(wraps ? from : to);
        else if (value + step < from)
            turned(wraps ? to : from);
        else
            turned(value + step);
    }

    spacing: Theme.space1

    StepKey {
        objectName: "wheelUp_" + wheel.name
        width: parent.width
        icon: "up"
        text: qsTr("%1: one more").arg(wheel.title)
        onActivated: wheel.turn(1)
    }

    EntryBox {
        objectName: "wheel_" + wheel.name
        width: parent.width
        implicitHeight: Theme.field + Theme.space2
        active: wheel.active
        faulty: wheel.faulty
        activeFocusOnTab: true
        Accessible.role: Accessible.SpinBox
        Accessible.name: wheel.title
        Accessible.description: number.text
        Keys.onSpacePressed: wheel.chosen()
        Keys.onReturnPressed: wheel.chosen()

        Row {
            anchors.centerIn: parent
            spacing: Theme.space1

            Words {
                id: number

                anchors.verticalCenter: parent.verticalCenter
                text: wheel.typed !== "" ? wheel.typed : wheel.value < 0 ? "–".repeat(Math.max(1, wheel.digits / 2))
                                                                         : wheel.spell(wheel.value)
                size: Theme.title
                strong: true
                lineHeight: Theme.leadingTight
                wrapMode: Text.NoWrap
                color: wheel.value < 0 && wheel.typed === "" ? Theme.softInk : Theme.ink
                Accessible.ignored: true
            }

            Words {
                anchors.verticalCenter: parent.verticalCenter
                anchors.verticalCenterOffset: Theme.space1
                visible: text !== ""
                text: wheel.unit
                size: Theme.lead
                wrapMode: Text.NoWrap
                color: Theme.softInk
                Accessible.ignored: true
            }
        }

        MouseArea {
            anchors.fill: parent
            onClicked: wheel.chosen()
        }

        FocusRing {
            shown: parent.activeFocus && Stage.keysInUse
            radius: Theme.radius + Theme.space1
        }
    }

    StepKey {
        objectName: "wheelDown_" + wheel.name
        width: parent.width
        icon: "down"
        text: qsTr("%1: one less").arg(wheel.title)
        onActivated: wheel.turn(-1)
    }
}
