pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import Kiosk.ViewModels

// What a printed code holds: held to the window, or typed. Value: its text.
FocusScope {
    id: code

    required property FieldContext context
    property bool wantsToType: false

    readonly property var codes: context.vm.codes
    readonly property bool usable: codes.usable ?? true
    readonly property string missing: codes.missing ?? ""
    readonly property bool covered: missing === "code.camera_dark"
    readonly property bool broken: missing === "code.camera_frozen" || missing.startsWith("code.scanner_")
    readonly property bool inHand: usable && codes.inHand === context.ref
    readonly property string problem: codes.about === context.ref ? codes.problem ?? "" : ""
    readonly property string text: context.text
    readonly property bool filled: text !== "" && !typing
    readonly property bool typing: !context.known && (wantsToType || !usable && (context.text === "" || entry.touched))

    // What the camera sees; a scanner shows nothing.
    readonly property CodeWindowViewModel sight: context.vm.codeWindow as CodeWindowViewModel
    readonly property bool seeing: (sight?.view ?? "") !== ""
    readonly property bool looking: inHand && text === ""
    readonly property bool lingering: linger.running && filled && (codes.inHand ?? "") === ""

    implicitHeight: column.implicitHeight

    // The last code of a page is seen for a moment more, in its outline: that was it.
    onTextChanged: {
        if (filled && seeing && sight.outline.length > 0)
            linger.restart();
        else
            linger.stop();
    }

    Timer {
        id: linger

        interval: Theme.lingerMs
    }

    Column {
        id: column

        width: parent.width
        spacing: Theme.space3

        KnownValue {
            objectName: "code_" + code.context.ref
            visible: code.filled
            width: parent.width
            text: code.context.text
        }

        // The window is lit for one field of the page at a time.
        Loader {
            active: code.looking && !code.seeing
            visible: active
            width: parent.width
            sourceComponent: ScanPanel {}
        }

        Loader {
            active: code.seeing && (code.looking || code.lingering)
            visible: active
            width: parent.width
            sourceComponent: Beside {
                id: beside

                readonly property var sentence: Sentences.of(code.looking ? code.problem : "")

                seen: CodeSight {
                    width: parent.width
                    codeWindow: code.sight
                    good: code.problem === ""
                }
                share: 0.55
                done: [
                    ScanPanel {
                        visible: beside.sentence.title === ""
                        width: parent.width
                        narrow: Theme.landscape
                        read: code.lingering
                    },
                    NotePanel {
                        visible: title !== ""
                        width: parent.width
                        icon: "qr"
                        title: beside.sentence.title
                        text: beside.sentence.advice
                    }
                ]
            }
        }

        NotePanel {
            readonly property var sentence: Sentences.of(code.problem)

            visible: title !== "" && code.context.text === "" && !(code.looking && code.seeing)
            width: parent.width
            icon: "qr"
            title: sentence.title
            text: sentence.advice
        }

        NotePanel {
            visible: !code.usable && !code.filled
            width: parent.width
            icon: "warning"
            title: code.covered || code.broken ? Sentences.of(code.missing).title : qsTr("There is no camera to scan with just now")
            text: code.covered ? Sentences.of(code.missing).advice
                : code.context.known ? qsTr("The staff at the counter can do this with you.")
                : qsTr("Write the letters and figures that stand under the code.")
        }

        TextEntry {
            id: entry

            property bool touched: false

            visible: code.typing
            width: parent.width
            ref: code.context.ref
            name: code.context.label
            value: code.context.known ? "" : code.context.text
            maxLength: code.context.maxLength
            faulty: code.context.faulty
            onEdited: text => {
                touched = true;
                code.context.set(text);
            }
            onTaken: code.context.inHand.keep(code)
        }

        Row {
            width: parent.width
            spacing: Theme.gap

            SecondaryButton {
                objectName: "scan_" + code.context.ref
                visible: code.usable && !(code.inHand && code.context.text === "" && !code.typing)
                width: (parent.width - parent.spacing) / 2
                implicitHeight: Theme.buttonSmall
                icon: "scan"
                size: Theme.lead
                text: code.context.text !== "" ? qsTr("Scan again") : qsTr("Scan it")
                onActivated: {
                    code.wantsToType = false;
                    type.forceActiveFocus(Qt.OtherFocusReason);  // this one goes while it looks
                    code.context.vm.scanAgain(code.context.ref);
                }
            }

            SecondaryButton {
                id: type

                objectName: "type_" + code.context.ref
                visible: !code.context.known && !code.typing
                width: (parent.width - parent.spacing) / 2
                implicitHeight: Theme.buttonSmall
                icon: "keyboard"
                size: Theme.lead
                text: qsTr("Write it")
                onActivated: {
                    code.wantsToType = true;
                    entry.take();
                }
            }
        }
    }
}
