pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.VirtualKeyboard
import QtQuick.VirtualKeyboard.Styles
import Kiosk

// Keyboard in the look of the terminal: paper keys with a line, large letters, no sound.
KeyboardStyle {
    id: style

    readonly property real inset: Math.round(5 * scaleHint)

    keyboardDesignWidth: 2160
    keyboardDesignHeight: Theme.landscape ? 550 : 940
    keyboardRelativeLeftMargin: 14 / keyboardDesignWidth
    keyboardRelativeRightMargin: 14 / keyboardDesignWidth
    keyboardRelativeTopMargin: 8 / keyboardDesignHeight
    keyboardRelativeBottomMargin: 12 / keyboardDesignHeight

    keyboardBackground: Rectangle {
        color: Theme.sunken
    }

    // A key's face; `words` or `sign` is what it shows.
    component Face: Rectangle {
        id: face

        property var key: null
        property string words
        property string sign
        property bool strong: false
        property bool quiet: false
        readonly property bool down: key !== null && key.pressed
        readonly property color ink: strong ? Theme.actionText : quiet ? Theme.actionInk : Theme.ink

        anchors.fill: parent
        anchors.margins: style.inset
        radius: Theme.radiusSmall
        color: strong ? (down ? Theme.actionPressed : Theme.action)
             : down ? Theme.actionWashPressed : quiet ? Theme.actionWash : Theme.surface
        border.color: strong ? color : Theme.contrast ? Theme.line : Theme.edge
        border.width: Theme.hair
        opacity: key !== null && key.enabled ? 1 : 0.5

        Text {
            visible: face.sign === ""
            anchors.fill: parent
            anchors.margins: Theme.line4
            horizontalAlignment: Text.AlignHCenter
            verticalAlignment: Text.AlignVCenter
            text: face.words
            color: face.ink
            textFormat: Text.PlainText
            fontSizeMode: Text.Fit
            minimumPixelSize: Theme.small
            font.family: Theme.family
            font.pixelSize: Math.max(Theme.lead, face.height * (text.length > 3 ? 0.3 : text.length > 1 ? 0.36 : 0.46))
            font.bold: face.quiet || face.strong
        }

        Icon {
            visible: face.sign !== ""
            anchors.centerIn: parent
            name: face.sign
            size: Math.min(Theme.icon, face.height * 0.56)
            color: face.ink
        }
    }

    keyPanel: KeyPanel {
        id: letter

        soundEffect: ""

        Face {
            key: letter.control
            words: letter.control?.displayText ?? ""
        }
    }

    backspaceKeyPanel: KeyPanel {
        id: erase

        Face {
            key: erase.control
            quiet: true
            sign: "erase"
        }
    }

    // Chinese or English: the key says which is on.
    languageKeyPanel: KeyPanel {
        id: language

        Face {
            key: language.control
            quiet: true
            words: InputContext.locale.startsWith("zh") ? "中" : "En"
        }
    }

    enterKeyPanel: KeyPanel {
        id: enter

        Face {
            key: enter.control
            strong: true
            sign: "check"
        }
    }

    hideKeyPanel: KeyPanel {
        id: hide

        Face {
            key: hide.control
            quiet: true
            sign: "down"
        }
    }

    shiftKeyPanel: KeyPanel {
        id: shift

        Face {
            key: shift.control
            quiet: true
            strong: InputContext.capsLockActive || InputContext.shiftActive
            sign: "up"
        }
    }

    spaceKeyPanel: KeyPanel {
        id: space

        Face {
            key: space.control
            words: qsTr("Space")
        }
    }

    symbolKeyPanel: KeyPanel {
        id: symbol

        Face {
            key: symbol.control
            quiet: true
            words: symbol.control?.displayText ?? ""
        }
    }

    modeKeyPanel: KeyPanel {
        id: mode

        Face {
            key: mode.control
            quiet: true
            // A mode key has a mode that the base type does not tell of.
            // qmllint disable missing-property
            strong: mode.control?.mode ?? false
            // qmllint enable missing-property
            words: mode.control?.displayText ?? ""
        }
    }

    handwritingKeyPanel: KeyPanel {
        id: handwriting

        Face {
            key: handwriting.control
            quiet: true
            sign: "pen"
        }
    }

    characterPreviewMargin: 0
    characterPreviewDelegate: Item {
        property string text
        property string flickLeft
        property string flickTop
        property string flickRight
        property string flickBottom

        visible: false
    }

    alternateKeysListItemWidth: 150 * scaleHint
    alternateKeysListItemHeight: 150 * scaleHint
    alternateKeysListDelegate: Item {
        id: alternate

        required property string text

        width: style.alternateKeysListItemWidth
        height: style.alternateKeysListItemHeight

        Text {
            anchors.centerIn: parent
            text: alternate.text
            color: Theme.ink
            font.family: Theme.family
            font.pixelSize: Theme.strong
        }
    }
    alternateKeysListHighlight: Rectangle {
        color: Theme.actionWashPressed
        radius: Theme.radiusSmall
    }
    alternateKeysListBackground: Rectangle {
        color: Theme.surface
        radius: Theme.radiusSmall
        border.color: Theme.edge
        border.width: Theme.hair
    }

    // The row of words to choose from: large, apart, one tap each.
    selectionListHeight: Theme.target
    selectionListDelegate: SelectionListItem {
        id: candidate

        required property string display

        width: Math.max(Theme.target, words.implicitWidth + 2 * Theme.space3)
        height: style.selectionListHeight

        Text {
            id: words

            anchors.centerIn: parent
            text: candidate.display
            textFormat: Text.PlainText
            color: candidate.ListView.isCurrentItem ? Theme.actionInk : Theme.ink
            font.family: Theme.family
            font.pixelSize: Theme.strong + Theme.line4
            font.bold: candidate.ListView.isCurrentItem
        }

        Rectangle {
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            width: Theme.hair
            height: Math.round(parent.height * 0.4)
            color: Theme.line
        }
    }
    selectionListBackground: Rectangle {
        color: Theme.surface
    }
    selectionListHighlight: Rectangle {
        color: Theme.actionWash
    }

    popupListDelegate: SelectionListItem {
        id: popup

        required property string display
        property real cursorAnchor: popupWords.x + popupWords.width

        width: popupWords.implicitWidth + 2 * Theme.space3
        height: Theme.target

        Text {
            id: popupWords

            anchors.centerIn: parent
            text: popup.display
            color: Theme.ink
            font.family: Theme.family
            font.pixelSize: Theme.strong
        }
    }
    popupListBackground: Rectangle {
        color: Theme.surface
        border.color: Theme.edge
        border.width: Theme.hair
    }
    popupListHighlight: Rectangle {
        color: Theme.actionWash
    }

    languagePopupListEnabled: false
    languageListDelegate: SelectionListItem {
        id: tongue

        required property string displayName

        width: tongueWords.implicitWidth + 2 * Theme.space3
        height: Theme.target

        Text {
            id: tongueWords

            anchors.centerIn: parent
            text: tongue.displayName
            color: Theme.ink
            font.family: Theme.family
            font.pixelSize: Theme.strong
        }
    }
    languageListBackground: Rectangle {
        color: Theme.surface
    }
    languageListHighlight: Rectangle {
        color: Theme.actionWash
    }

    navigationHighlight: Rectangle {
        color: "transparent"
        border.color: Theme.focusRing
        border.width: Theme.stroke
        radius: Theme.radiusSmall
    }

    traceInputKeyPanelDelegate: TraceInputKeyPanel {
        id: trace

        traceMargins: style.inset

        Rectangle {
            anchors.fill: parent
            anchors.margins: style.inset
            radius: Theme.radiusSmall
            color: Theme.surface
            border.color: Theme.edge
            border.width: Theme.hair
        }
    }
    traceCanvasDelegate: TraceCanvas {
        id: ink

        onAvailableChanged: {
            if (!available)
                return;
            const context = getContext("2d");
            context.lineWidth = Theme.space1;
            context.lineCap = "round";
            context.strokeStyle = Theme.ink;
            context.fillStyle = Theme.ink;
        }
        autoDestroyDelay: Theme.progressMs
    }
}
