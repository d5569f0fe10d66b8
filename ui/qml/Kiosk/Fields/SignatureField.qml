import QtQuick
import Kiosk

// A signature as an answer. Value: strokes of [x, y, tMs, pressure].
Column {
    id: signature

    required property FieldContext context
    property var strokes: []

    spacing: Theme.space2

    // Whoever comes back to the page sees what is signed already.
    Component.onCompleted: {
        const drawn = context.value;
        if (!drawn || drawn.length === 0)
            return;
        strokes = drawn.map(stroke => stroke.slice());
        pad.show(strokes);
    }

    SignaturePad {
        id: pad

        objectName: "signPad_" + signature.context.ref
        width: parent.width
        height: Theme.padHeight
        onStrokeBegun: signature.strokes.push([])
        onPointAdded: (x, y, tMs, pressure) => signature.strokes[signature.strokes.length - 1].push([x, y, tMs, pressure])
        onStrokeEnded: signature.context.set(signature.strokes)
    }

    SecondaryButton {
        objectName: "clear_" + signature.context.ref
        implicitHeight: Theme.buttonSmall
        icon: "erase"
        size: Theme.lead
        text: qsTr("Write again")
        onActivated: {
            signature.strokes = [];
            pad.clear();
            signature.context.set([]);
        }
    }
}
