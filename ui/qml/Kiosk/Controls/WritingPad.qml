pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import Kiosk.ViewModels

// A square to write one character in, and the characters it may be, as large keys beside it.
Item {
    id: pad

    property WritingViewModel writing: null
    property bool signs: false    // figures and marks in place of the square
    readonly property int offered: 8
    readonly property int columns: Theme.landscape ? 4 : 2
    readonly property string marks: "1234567890，。、：；？！（）《》·-Xx号/#"

    signal written(string sign)
    signal erased()

    function choose(sign: string): void {
        pad.written(sign);
        pad.writing.clear();
    }

    height: Theme.landscape ? Theme.writingSquare + Theme.space2
                            : Theme.writingSquare + Theme.gap + Theme.writingKey + Theme.space2

    onVisibleChanged: signs = false

    onWritingChanged: square.redraw()
    Component.onCompleted: square.redraw()

    Connections {
        target: pad.writing
        function onRedrawn(): void {
            square.redraw();
        }
    }

    component WritingKey: DigitKey {
        activeFocusOnTab: false
        quiet: true
        letters: Theme.lead
    }

    SignaturePad {
        id: square

        function redraw(): void {
            const drawn = pad.writing === null ? [] : pad.writing.drawn;
            clear();
            showAll(drawn.map(points => ({ points: points, colour: "dark", width: Theme.penThick })));
        }

        objectName: "writingSquare"
        name: qsTr("Place to write one character")
        visible: !pad.signs
        width: Theme.writingSquare
        height: Theme.writingSquare
        guided: false
        corner: Theme.radius
        broad: Theme.penThick
        onStrokeBegun: pad.writing.begin()
        onPointAdded: (x, y) => pad.writing.addPoint(x, y)
        onStrokeEnded: pad.writing.end()

        // The lines of an exercise book (田字格).
        Rectangle {
            anchors.centerIn: parent
            width: parent.width
            height: Theme.hair
            color: Theme.penGuide
        }

        Rectangle {
            anchors.centerIn: parent
            width: Theme.hair
            height: parent.height
            color: Theme.penGuide
        }

        Rectangle {
            visible: !square.inked
            anchors.horizontalCenter: parent.horizontalCenter
            anchors.bottom: parent.bottom
            anchors.bottomMargin: Theme.space3
            width: parent.width - 2 * Theme.space2
            height: hint.implicitHeight
            color: Theme.paper

            Words {
                id: hint

                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: qsTr("Write one character here with your finger")
                size: Theme.small
                color: Theme.penHint
                Accessible.ignored: true
            }
        }
    }

    Grid {
        id: offers

        readonly property real cell: (width - (columns - 1) * spacing) / columns
        readonly property int lines: pad.offered / pad.columns
        readonly property real tall: (height - (lines - 1) * spacing) / lines

        visible: !pad.signs
        anchors.left: square.right
        anchors.leftMargin: Theme.gap
        anchors.right: Theme.landscape ? functions.left : parent.right
        anchors.rightMargin: Theme.landscape ? Theme.gap : 0
        height: square.height
        columns: pad.columns
        spacing: Theme.space2

        Repeater {
            model: pad.offered

            DigitKey {
                id: offer

                required property int index
                readonly property string sign: pad.writing !== null && index < pad.writing.candidates.length
                                               ? pad.writing.candidates[index] : ""

                objectName: "candidate_" + index
                visible: sign !== ""
                activeFocusOnTab: false
                width: offers.cell
                height: offers.tall
                text: sign
                letters: Math.min(Theme.poster, height * 0.62)
                onActivated: pad.choose(sign)
            }
        }
    }

    Words {
        visible: offers.visible && pad.writing !== null && pad.writing.candidates.length === 0
        anchors.centerIn: offers
        width: offers.width - 2 * Theme.space2
        horizontalAlignment: Text.AlignHCenter
        text: pad.writing !== null && pad.writing.count > 0 && !pad.writing.ready
              ? qsTr("One moment, getting ready to read what you write")
              : qsTr("The characters it may be come here: touch yours")
        size: Theme.body
        color: Theme.softInk
    }

    Grid {
        id: figures

        readonly property real cell: (width - (columns - 1) * spacing) / columns
        readonly property int lines: Math.ceil(pad.marks.length / columns)
        readonly property real tall: (height - (lines - 1) * spacing) / lines

        visible: pad.signs
        width: Theme.landscape ? functions.x - Theme.gap : parent.width
        height: square.height
        columns: Theme.landscape ? 10 : 7
        spacing: Theme.space2

        Repeater {
            model: pad.signs ? pad.marks.length : 0

            DigitKey {
                required property int index

                objectName: "mark_" + index
                activeFocusOnTab: false
                width: figures.cell
                height: figures.tall
                text: pad.marks[index]
                letters: Theme.title
                onActivated: pad.written(text)
            }
        }
    }

    Grid {
        id: functions

        readonly property int across: Theme.landscape ? 2 : 6
        readonly property real cell: Theme.landscape ? (Theme.senior ? 200 : 184)
                                                     : (pad.width - (across - 1) * spacing) / across

        columns: across
        spacing: Theme.space2
        x: Theme.landscape ? pad.width - 2 * cell - spacing : 0
        y: Theme.landscape ? 0 : Theme.writingSquare + Theme.gap

        WritingKey {
            objectName: "writingUndo"
            width: functions.cell
            height: Theme.writingKey
            text: qsTr("Undo")
            enabled: pad.writing !== null && pad.writing.count > 0
            opacity: enabled ? 1 : 0.5
            onActivated: pad.writing.undo()
        }

        WritingKey {
            objectName: "writingClear"
            width: functions.cell
            height: Theme.writingKey
            text: qsTr("Redo")
            enabled: pad.writing !== null && pad.writing.count > 0
            opacity: enabled ? 1 : 0.5
            onActivated: pad.writing.clear()
        }

        WritingKey {
            objectName: "writingSigns"
            width: functions.cell
            height: Theme.writingKey
            text: pad.signs ? qsTr("Write") : qsTr("123")
            onActivated: pad.signs = !pad.signs
        }

        WritingKey {
            objectName: "writingSpace"
            width: functions.cell
            height: Theme.writingKey
            text: qsTr("Space")
            onActivated: pad.written(" ")
        }

        WritingKey {
            objectName: "writingErase"
            width: functions.cell
            height: Theme.writingKey
            text: qsTr("Delete")
            onActivated: pad.erased()
        }

        WritingKey {
            objectName: "writingAway"
            width: functions.cell
            height: Theme.writingKey
            icon: "down"
            text: qsTr("Put the keyboard away")
            // qmllint disable missing-property
            onActivated: Qt.inputMethod.hide()
            // qmllint enable missing-property
        }
    }
}
