pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// A field for a few sentences.
EntryBox {
    id: entry

    property string ref
    property string value
    property string name
    property string placeholder: qsTr("Touch here to write")
    property int maxLength: 0
    property int rows: 0               // as high as that many lines; 0 where the form does not say
    property alias input: input

    signal edited(string text)
    signal taken()

    active: input.activeFocus
    implicitHeight: Math.max(rows > 0 ? rows * line.height + 2 * Theme.space3 : Theme.field * 2.4,
                             input.implicitHeight + 2 * Theme.space3, Theme.field)

    FontMetrics {
        id: line

        font: input.font
    }

    MouseArea {
        anchors.fill: parent
        onClicked: {
            input.forceActiveFocus(Qt.MouseFocusReason);
            // qmllint disable missing-property
            Qt.inputMethod.show();
            // qmllint enable missing-property
        }
    }

    TextEdit {
        id: input

        objectName: "input_" + entry.ref
        anchors.fill: parent
        anchors.margins: Theme.space3
        activeFocusOnTab: true
        wrapMode: TextEdit.Wrap
        textFormat: TextEdit.PlainText
        color: Theme.ink
        selectionColor: Theme.action
        selectedTextColor: Theme.actionText
        font.family: Theme.family
        font.pixelSize: Theme.lead
        inputMethodHints: Qt.ImhNoPredictiveText | Qt.ImhSensitiveData
        cursorDelegate: Rectangle {
            visible: entry.active
            width: Theme.line4
            color: Theme.action
        }
        Accessible.role: Accessible.EditableText
        Accessible.name: entry.name
        // A tab in the text would hold the keys here for ever.
        Keys.onTabPressed: Stage.stepped(true)
        Keys.onBacktabPressed: Stage.stepped(false)
        onActiveFocusChanged: {
            if (activeFocus) {
                Stage.keyboardWanted = Stage.keyboardWanted || !Stage.keysInUse;
                entry.taken();
            }
        }

        onTextChanged: {
            // What was just written goes, not the end of the text.
            const excess = entry.tooLong(text, entry.maxLength);
            if (excess > 0)
                remove(entry.before(text, cursorPosition, excess), cursorPosition);
            else if (text !== entry.value)
                entry.edited(text);
        }
    }

    Words {
        visible: input.text === "" && input.preeditText === ""
        anchors.left: input.left
        anchors.right: input.right
        anchors.top: input.top
        text: entry.placeholder
        size: Theme.lead
        color: Theme.softInk
        Accessible.ignored: true
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
