pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// A number to count with. While it is typed it may be half a number ("-", "0."); what is told is
// always a whole one or nothing, and what would not fit is not taken.
PadBeside {
    id: number

    readonly property bool whole: context.settings.whole === "True"
    readonly property bool negative: (context.settings.negative ?? "True") === "True"
    readonly property bool grouped: context.appearances.includes("thousands-sep")
    readonly property int digitsAtMost: 15          // as many as a decimal keeps exactly
    readonly property real wholeAtMost: 2147483647  // XForms int
    property string typed: context.text             // as it stands in the field
    property bool full: false

    // Without leading zeros and a lonely point or sign; "" where there is no number yet.
    function plain(text: string): string {
        const parts = /^(-?)0*(\d*)(?:\.(\d*?)0*)?$/.exec(text);
        if (!parts || !/\d/.test(text))
            return "";
        const fraction = parts[3] ? "." + parts[3] : "";
        const digits = (parts[2] === "" ? "0" : parts[2]) + fraction;
        return digits === "0" ? "0" : parts[1] + digits;
    }

    function fits(text: string): bool {
        if (whole)
            return Math.abs(Number(plain(text))) <= wholeAtMost && text.replace("-", "").length <= digitsAtMost;
        return text.replace(/[-.]/g, "").length <= digitsAtMost;
    }

    function write(text: string): void {
        if (!(whole ? /^-?\d*$/ : /^-?\d*(\.\d*)?$/).test(text))
            return;
        full = !fits(text);
        if (full)
            return;
        typed = text;
        context.set(plain(text));
    }

    // In groups of three before the point: 12,345.6.
    function groupsOf(text: string): string {
        const parts = text.split(".");
        parts[0] = parts[0].replace(/\B(?=(\d{3})+$)/g, ",");
        return parts.join(".");
    }

    entries: [entry]

    Connections {
        target: number.context

        function onTextChanged(): void {
            if (number.plain(number.typed) !== number.context.text)
                number.typed = number.context.text;
        }
    }

    DigitEntry {
        id: entry

        objectName: "input_" + number.context.ref
        width: number.room
        focus: true
        ref: number.context.ref
        name: number.context.label
        value: number.typed
        display: number.grouped ? number.groupsOf(number.typed) : ""
        decimal: !number.whole
        signed: number.negative
        faulty: number.context.faulty
        onEdited: text => number.write(text)
        onActiveFocusChanged: {
            if (activeFocus) {
                number.context.inHand.take(entry, number);
            } else {
                number.full = false;
                number.typed = number.context.text;
            }
        }
        Component.onCompleted: number.context.inHand.offer(entry)
        Component.onDestruction: number.context.inHand.drop(entry)
    }

    Words {
        visible: number.full
        width: number.room
        text: qsTr("No more digits fit in here")
        color: Theme.attentionInk
    }
}
