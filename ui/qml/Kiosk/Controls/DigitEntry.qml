import QtQuick
import Kiosk

// A field for digits, written by the number pad of the page, by keys, or both.
EntryBox {
    id: entry

    property string ref
    property string value
    property string display
    property string name
    property int maxLength: 0
    property bool decimal: false
    property bool letters: false

    signal edited(string text)

    function type(character: string): void {
        if (maxLength > 0 && value.length >= maxLength)
            return;
        edited(value + character);
    }

    function erase(): void {
        edited(value.slice(0, -1));
    }

    function clear(): void {
        edited("");
    }

    active: activeFocus
    activeFocusOnTab: true
    Accessible.role: Accessible.EditableText
    Accessible.name: name
    Accessible.description: shown.text

    Keys.onPressed: event => {
        if (event.key === Qt.Key_Backspace) {
            entry.erase();
            event.accepted = true;
        } else if (/^[0-9]$/.test(event.text) || (entry.decimal && event.text === ".")
                   || (entry.letters && /^[xX]$/.test(event.text))) {
            entry.type(event.text.toUpperCase());
            event.accepted = true;
        }
    }

    MouseArea {
        anchors.fill: parent
        onClicked: entry.forceActiveFocus(Qt.MouseFocusReason)
    }

    Words {
        id: shown

        anchors.left: parent.left
        anchors.leftMargin: Theme.space4
        anchors.right: clear.visible ? clear.left : parent.right
        anchors.rightMargin: Theme.space2
        anchors.verticalCenter: parent.verticalCenter
        height: parent.height
        verticalAlignment: Text.AlignVCenter
        text: entry.display !== "" ? entry.display : entry.value
        size: Theme.title
        wrapMode: Text.NoWrap
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: Theme.small
        lineHeight: Theme.leadingTight
        font.letterSpacing: Theme.hair
        Accessible.ignored: true
    }

    Rectangle {
        visible: entry.active
        x: shown.x + (LayoutMirroring.enabled ? shown.width : shown.contentWidth + (entry.value === "" ? 0 : Theme.space1))
        anchors.verticalCenter: parent.verticalCenter
        width: Theme.line4
        height: Theme.title
        color: Theme.action
    }

    ClearKey {
        id: clear

        objectName: "clear_" + entry.ref
        // On a wide screen the pad beside it clears, and the number needs the room.
        visible: entry.value !== "" && (!Theme.landscape || entry.letters || entry.decimal)
        anchors.right: parent.right
        anchors.rightMargin: Theme.space2
        anchors.verticalCenter: parent.verticalCenter
        onActivated: entry.clear()
    }

    FocusRing {
        shown: entry.activeFocus && Stage.keysInUse
        radius: entry.radius + Theme.space1
    }
}
