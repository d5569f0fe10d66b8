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
    property bool signed: false       // a key turns the number below zero
    property bool masked: false       // dots instead of digits, until they are asked for
    property bool shown: false

    signal edited(string text)

    function type(character: string): void {
        if (maxLength > 0 && value.length >= maxLength)
            return;
        edited(value + character);
    }

    // Below zero, and back again.
    function turn(): void {
        edited(value.startsWith("-") ? value.slice(1) : "-" + value);
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
    Accessible.description: masked ? "●".repeat(value.length) : digits.text

    Keys.onPressed: event => {
        if (event.key === Qt.Key_Backspace) {
            entry.erase();
            event.accepted = true;
        } else if (entry.signed && event.text === "-") {
            entry.turn();
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
        id: digits

        anchors.left: sign.visible ? sign.right : parent.left
        anchors.leftMargin: sign.visible ? Theme.space3 : Theme.space4
        anchors.right: clear.visible ? clear.left : reveal.visible ? reveal.left : parent.right
        anchors.rightMargin: Theme.space2
        anchors.verticalCenter: parent.verticalCenter
        height: parent.height
        verticalAlignment: Text.AlignVCenter
        text: entry.masked && !entry.shown ? "●".repeat(entry.value.length)
                                           : entry.masked || entry.display === "" ? entry.value : entry.display
        size: Theme.title
        wrapMode: Text.NoWrap
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: Theme.small
        lineHeight: Theme.leadingTight
        font.letterSpacing: Theme.hair
        Accessible.ignored: true
    }

    ClearKey {
        id: sign

        objectName: "sign_" + entry.ref
        visible: entry.signed
        anchors.left: parent.left
        anchors.leftMargin: Theme.space2
        anchors.verticalCenter: parent.verticalCenter
        width: Theme.target
        text: "±"
        Accessible.name: entry.value.startsWith("-") ? qsTr("Make it more than zero") : qsTr("Make it less than zero")
        size: Theme.heading
        onActivated: entry.turn()
    }

    Rectangle {
        visible: entry.active
        x: digits.x + (LayoutMirroring.enabled ? digits.width : digits.contentWidth + (entry.value === "" ? 0 : Theme.space1))
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
        anchors.right: reveal.visible ? reveal.left : parent.right
        anchors.rightMargin: Theme.space2
        anchors.verticalCenter: parent.verticalCenter
        onActivated: entry.clear()
    }

    RevealKey {
        id: reveal

        objectName: "reveal_" + entry.ref
        visible: entry.masked
        anchors.right: parent.right
        anchors.rightMargin: Theme.space2
        anchors.verticalCenter: parent.verticalCenter
        shown: entry.shown
        onActivated: entry.shown = !entry.shown
    }

    FocusRing {
        shown: entry.activeFocus && Stage.keysInUse
        radius: entry.radius + Theme.space1
    }
}
