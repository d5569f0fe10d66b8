pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// A field for words; wanting the keyboard loads it.
EntryBox {
    id: entry

    property string ref
    property string value
    property string name
    property string placeholder: qsTr("Touch here to write")
    property int maxLength: 0
    property bool multiline: false
    property string icon
    property bool masked: false        // dots instead of letters, until they are asked for
    property bool shown: false
    property bool address: false       // the keyboard for web addresses
    property alias input: input

    signal edited(string text)
    signal taken()
    signal accepted()

    function take(): void {
        input.forceActiveFocus(Qt.MouseFocusReason);
        Stage.keyboardWanted = true;
        // qmllint disable missing-property
        Qt.inputMethod.show();
        // qmllint enable missing-property
    }

    active: input.activeFocus
    implicitHeight: multiline ? Theme.field * 2 : Theme.field

    Icon {
        id: sign

        visible: entry.icon !== ""
        anchors.left: parent.left
        anchors.leftMargin: Theme.space4
        anchors.verticalCenter: parent.verticalCenter
        name: entry.icon
        size: Theme.iconSmall
    }

    // The whole box is the target, not only the line of letters in it.
    MouseArea {
        anchors.fill: parent
        onClicked: entry.take()
    }

    TextInput {
        id: input

        readonly property bool masked: entry.masked    // read by `ui.told`

        objectName: "input_" + entry.ref
        anchors.left: sign.visible ? sign.right : parent.left
        anchors.leftMargin: sign.visible ? Theme.space2 : Theme.space4
        anchors.right: clear.visible ? clear.left : reveal.visible ? reveal.left : parent.right
        anchors.rightMargin: Theme.space2
        anchors.top: parent.top
        anchors.bottom: parent.bottom
        verticalAlignment: TextInput.AlignVCenter
        clip: true
        activeFocusOnTab: true
        color: entry.masked && entry.shown ? "transparent" : Theme.ink
        selectionColor: Theme.action
        selectedTextColor: Theme.actionText
        font.family: Theme.family
        font.pixelSize: Theme.strong
        echoMode: entry.masked ? TextInput.Password : TextInput.Normal
        passwordCharacter: "●"
        inputMethodHints: Qt.ImhNoPredictiveText | Qt.ImhSensitiveData
                          | (entry.masked ? Qt.ImhHiddenText | Qt.ImhNoAutoUppercase : Qt.ImhNone)
                          | (entry.address ? Qt.ImhUrlCharactersOnly | Qt.ImhNoAutoUppercase : Qt.ImhNone)
        cursorDelegate: Rectangle {
            visible: entry.active && !plain.visible
            width: Theme.line4
            color: Theme.action
        }
        Accessible.role: Accessible.EditableText
        Accessible.name: entry.name
        onTextEdited: {
            // What was just written goes, not the end of the text.
            const excess = entry.tooLong(text, entry.maxLength > 0 ? entry.maxLength : Theme.lineAtMost);
            if (excess > 0)
                remove(entry.before(text, cursorPosition, excess), cursorPosition);
            entry.edited(text);
        }
        onAccepted: {
            // The ok key of a key pad opens the keyboard; the keyboard's own closes it.
            if (Stage.keyboardShown)
                entry.accepted();
            else
                entry.take();
        }
        onActiveFocusChanged: {
            if (activeFocus) {
                Stage.keyboardWanted = Stage.keyboardWanted || !Stage.keysInUse;
                entry.taken();
            }
        }
        onPreeditTextChanged: hint.visible = text === "" && preeditText === ""
        onTextChanged: hint.visible = text === "" && preeditText === ""
    }

    // What is written, for the eye alone: to whoever listens the field stays masked.
    Words {
        id: plain

        objectName: "plain_" + entry.ref
        visible: entry.masked && entry.shown
        anchors.fill: input
        verticalAlignment: Text.AlignVCenter
        text: input.text
        size: Theme.strong
        wrapMode: Text.NoWrap
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: Theme.small
        Accessible.ignored: true
    }

    Words {
        id: hint

        anchors.left: input.left
        anchors.right: input.right
        anchors.verticalCenter: parent.verticalCenter
        text: entry.placeholder
        size: Theme.lead
        lineHeight: Theme.leadingTight
        color: Theme.softInk
        Accessible.ignored: true
    }

    ClearKey {
        id: clear

        objectName: "clear_" + entry.ref
        visible: input.text !== "" && (input.activeFocus || activeFocus)
        anchors.right: reveal.visible ? reveal.left : parent.right
        anchors.rightMargin: Theme.space2
        anchors.verticalCenter: parent.verticalCenter
        onActivated: {
            input.clear();
            entry.edited("");
        }
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
        shown: input.activeFocus && Stage.keysInUse
        radius: entry.radius + Theme.space1
    }

    onActiveFocusChanged: {
        if (activeFocus)
            input.forceActiveFocus(Qt.TabFocusReason);
    }
    onValueChanged: {
        if (input.text !== value)
            input.text = value;
    }
}
